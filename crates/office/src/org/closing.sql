-- Units on their way in and out. A draft is prepared and not in force: it stands in no tree, list or rate. A unit that
-- closes goes on until each thing it has has a destination; then one event ends it.
CREATE TABLE unit_draft (
  id           {{id}},
  uid          TEXT NOT NULL UNIQUE,
  parent_id    BIGINT NOT NULL REFERENCES unit (id),
  kind         TEXT NOT NULL,
  name         TEXT NOT NULL,
  short        TEXT NOT NULL,
  day          TEXT,
  paper        TEXT NOT NULL,
  changed_at   BIGINT NOT NULL,
  event_id     BIGINT REFERENCES unit_event (id),
  dropped_at   BIGINT,
  version      BIGINT NOT NULL DEFAULT 1
);
CREATE INDEX unit_draft_parent ON unit_draft (parent_id);

CREATE TABLE unit_closing (
  id         {{id}},
  uid        TEXT NOT NULL UNIQUE,
  unit_id    BIGINT NOT NULL REFERENCES unit (id),
  into_unit  BIGINT NOT NULL REFERENCES unit (id),
  day        TEXT NOT NULL,
  paper      TEXT NOT NULL,
  begun_at   BIGINT NOT NULL,
  event_id   BIGINT REFERENCES unit_event (id),
  left_at    BIGINT,
  version    BIGINT NOT NULL DEFAULT 1
);
CREATE INDEX unit_closing_unit ON unit_closing (unit_id);

-- Where one thing of a closing unit goes: a row of the table of its kind.
CREATE TABLE unit_destination (
  id          {{id}},
  closing_id  BIGINT NOT NULL REFERENCES unit_closing (id),
  kind        TEXT NOT NULL,
  row_id      BIGINT NOT NULL,
  into_unit   BIGINT NOT NULL REFERENCES unit (id),
  UNIQUE (closing_id, kind, row_id)
);
