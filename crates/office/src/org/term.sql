-- What a unit bears and in which term it is, dated.
CREATE TABLE unit_code (
  id        {{id}},
  unit_id   BIGINT NOT NULL REFERENCES unit (id),
  code      TEXT NOT NULL,
  from_day  TEXT NOT NULL,
  to_day    TEXT,
  paper     TEXT
);
CREATE INDEX unit_code_unit ON unit_code (unit_id, from_day);
CREATE INDEX unit_code_code ON unit_code (code);

CREATE TABLE unit_term (
  id        {{id}},
  uid       TEXT NOT NULL UNIQUE,
  unit_id   BIGINT NOT NULL REFERENCES unit (id),
  no        BIGINT NOT NULL,
  from_day  TEXT NOT NULL,
  to_day    TEXT,
  paper     TEXT NOT NULL,
  version   BIGINT NOT NULL DEFAULT 1
);
CREATE INDEX unit_term_unit ON unit_term (unit_id, from_day);
