-- Filters that somebody keeps under a name, alone or for the officers of a unit; what was dropped stays with its time.
CREATE TABLE saved_list (
  id          {{id}},
  uid         TEXT NOT NULL UNIQUE,
  list        TEXT NOT NULL,
  name        TEXT NOT NULL,
  query       TEXT NOT NULL,
  account_id  BIGINT NOT NULL REFERENCES account (id),
  unit_id     BIGINT NOT NULL REFERENCES unit (id),
  shared      BIGINT NOT NULL,
  version     BIGINT NOT NULL DEFAULT 1,
  dropped_at  BIGINT
);
CREATE INDEX saved_list_account ON saved_list (account_id);
CREATE INDEX saved_list_unit ON saved_list (unit_id);

-- What was done to many at once, and each dated row that it ended or began: so that it can be taken back as a whole for
-- a short time. `journal_id` is the batch's own row, the last one that it wrote.
CREATE TABLE batch (
  id          {{id}},
  uid         TEXT NOT NULL UNIQUE,
  verb        TEXT NOT NULL,
  account_id  BIGINT NOT NULL REFERENCES account (id),
  unit_id     BIGINT NOT NULL REFERENCES unit (id),
  size        BIGINT NOT NULL,
  at          BIGINT NOT NULL,
  until_at    BIGINT NOT NULL,
  journal_id  BIGINT NOT NULL,
  undone_at   BIGINT
);
CREATE INDEX batch_account ON batch (account_id, until_at);

-- A row that began has no had_to_day; set_to_day is what the batch left it with.
CREATE TABLE batch_step (
  id          {{id}},
  batch_id    BIGINT NOT NULL REFERENCES batch (id),
  subject_id  BIGINT NOT NULL,
  span        TEXT NOT NULL,
  row_id      BIGINT NOT NULL,
  began       BIGINT NOT NULL,
  had_to_day  TEXT,
  set_to_day  TEXT
);
CREATE INDEX batch_step_batch ON batch_step (batch_id);
