-- Decisions on discipline, as far as they are counted: no text, no reason. The files are kept elsewhere.
CREATE TABLE discipline (
  id         {{id}},
  uid        TEXT NOT NULL UNIQUE,
  person_id  BIGINT NOT NULL REFERENCES person (id),
  unit_id    BIGINT NOT NULL REFERENCES unit (id),
  form       TEXT NOT NULL,
  signed_on  TEXT NOT NULL
);
CREATE INDEX discipline_day ON discipline (signed_on);
