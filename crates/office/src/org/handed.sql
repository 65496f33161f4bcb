-- Things that a change of units gave to another unit, beside the dated rows of unit_step: what was theirs, and what is.
CREATE TABLE unit_handed (
  id        {{id}},
  event_id  BIGINT NOT NULL REFERENCES unit_event (id),
  thing     TEXT NOT NULL,
  row_id    BIGINT NOT NULL,
  had_unit  BIGINT NOT NULL,
  set_unit  BIGINT NOT NULL
);
CREATE INDEX unit_handed_event ON unit_handed (event_id);
CREATE INDEX unit_handed_row ON unit_handed (thing, row_id);
