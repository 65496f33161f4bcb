-- One citizen id belongs to one person; its keyed digest says so without opening either.
DROP INDEX person_citizen;
CREATE UNIQUE INDEX person_citizen ON person (citizen_mark);

-- Who opened what of whose sealed values, and why. It tells of persons itself, so it is kept for a time only and then
-- deleted; the journal keeps that something was opened, and a keyed digest of the row that said what.
CREATE TABLE reading (
  id          {{id}},
  person_id   BIGINT NOT NULL REFERENCES person (id),
  field       TEXT NOT NULL,
  reason      TEXT NOT NULL,
  account_id  BIGINT,
  unit_id     BIGINT NOT NULL,
  at          BIGINT NOT NULL
);
CREATE INDEX reading_person ON reading (person_id, at);
CREATE INDEX reading_at ON reading (at);
