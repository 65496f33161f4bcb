-- Lists that are brought. What stands in a list is personal: its rows lie here sealed under a key of the list's own
-- until it is brought, taken back or forgotten; then the key is destroyed and the rows are deleted.
CREATE TABLE import_list (
  id          {{id}},
  uid         TEXT NOT NULL UNIQUE,
  account_id  BIGINT,
  -- Who let it go on last: a step is done with their rights.
  acting_id   BIGINT,
  unit_id     BIGINT NOT NULL REFERENCES unit (id),
  file        TEXT NOT NULL,
  state       TEXT NOT NULL CHECK (state IN ('open', 'checking', 'checked', 'running', 'done', 'undoing', 'undone', 'dropped')),
  version     BIGINT NOT NULL DEFAULT 1,
  sheets      TEXT NOT NULL,
  total       BIGINT NOT NULL,
  plan        TEXT NOT NULL,
  counts      TEXT NOT NULL DEFAULT '{}',
  problem     TEXT,
  made_at     BIGINT NOT NULL,
  touched_at  BIGINT NOT NULL,
  done_at     BIGINT,
  undone_at   BIGINT
);
CREATE INDEX import_list_unit ON import_list (unit_id);
CREATE INDEX import_list_state ON import_list (state, touched_at);

-- Rows of a sheet, some hundreds together, sealed.
CREATE TABLE import_part (
  list_id    BIGINT NOT NULL REFERENCES import_list (id),
  sheet      BIGINT NOT NULL,
  first_row  BIGINT NOT NULL,
  sealed     {{bytes}} NOT NULL,
  PRIMARY KEY (list_id, sheet, first_row)
);

-- A cell as it was mended, sealed.
CREATE TABLE import_fix (
  list_id    BIGINT NOT NULL REFERENCES import_list (id),
  row_no     BIGINT NOT NULL,
  column_no  BIGINT NOT NULL,
  sealed     {{bytes}} NOT NULL,
  PRIMARY KEY (list_id, row_no, column_no)
);

-- Who a row is, as somebody decided.
CREATE TABLE import_choice (
  list_id    BIGINT NOT NULL REFERENCES import_list (id),
  row_no     BIGINT NOT NULL,
  choice     TEXT NOT NULL CHECK (choice IN ('same', 'other', 'skip')),
  person_id  BIGINT REFERENCES person (id),
  fields     TEXT,
  PRIMARY KEY (list_id, row_no)
);

-- What the check found, without any cell's text.
CREATE TABLE import_finding (
  id         {{id}},
  list_id    BIGINT NOT NULL REFERENCES import_list (id),
  row_no     BIGINT NOT NULL,
  kind       TEXT NOT NULL CHECK (kind IN ('wrong', 'doubtful', 'changed', 'notice', 'met')),
  column_no  BIGINT,
  code       TEXT NOT NULL,
  other      BIGINT
);
CREATE INDEX import_finding_list ON import_finding (list_id, kind, row_no);

-- Whom a list brought or changed, and, sealed under the person's key, what the record said before.
CREATE TABLE import_step (
  list_id    BIGINT NOT NULL REFERENCES import_list (id),
  person_id  BIGINT NOT NULL REFERENCES person (id),
  kind       TEXT NOT NULL CHECK (kind IN ('new', 'changed')),
  version    BIGINT NOT NULL,
  had        TEXT,
  PRIMARY KEY (list_id, person_id)
);
CREATE INDEX import_step_person ON import_step (person_id);

-- What was decided for lists with the same headings; no row of a list is in it.
CREATE TABLE import_habit (
  signature  TEXT PRIMARY KEY,
  plan       TEXT NOT NULL,
  at         BIGINT NOT NULL
);
