-- What happened to units, by which paper; who came from whom; and each dated row that an event ended or began, so that
-- an event can be shown before it happens and undone while nothing depends on it.
CREATE TABLE unit_event (
  id             {{id}},
  uid            TEXT NOT NULL UNIQUE,
  kind           TEXT NOT NULL
                 CHECK (kind IN ('establish', 'rename', 'move', 'merge', 'split', 'transfer_part', 'dissolve')),
  unit_id        BIGINT NOT NULL,
  effective_day  TEXT NOT NULL,
  paper          TEXT NOT NULL,
  at             BIGINT NOT NULL,
  undone_at      BIGINT
);

CREATE TABLE unit_lineage (
  id         {{id}},
  event_id   BIGINT NOT NULL REFERENCES unit_event (id),
  from_unit  BIGINT REFERENCES unit (id),
  to_unit    BIGINT REFERENCES unit (id),
  share      TEXT NOT NULL CHECK (share IN ('all', 'part'))
);
CREATE INDEX unit_lineage_event ON unit_lineage (event_id);
CREATE INDEX unit_lineage_from ON unit_lineage (from_unit);
CREATE INDEX unit_lineage_to ON unit_lineage (to_unit);

-- A row that began has no had_to_day; set_to_day is what the event left it with.
CREATE TABLE unit_step (
  id          {{id}},
  event_id    BIGINT NOT NULL REFERENCES unit_event (id),
  span        TEXT NOT NULL,
  row_id      BIGINT NOT NULL,
  began       BIGINT NOT NULL,
  had_to_day  TEXT,
  set_to_day  TEXT
);
CREATE INDEX unit_step_event ON unit_step (event_id);
CREATE INDEX unit_step_row ON unit_step (span, row_id);
