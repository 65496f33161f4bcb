-- Who needs to be looked at again, and why: a note of work, set and cleared by whoever keeps the members.
CREATE TABLE member_check (
  id         {{id}},
  person_id  BIGINT NOT NULL REFERENCES person (id),
  reason     TEXT NOT NULL,
  from_day   TEXT NOT NULL,
  to_day     TEXT
);
CREATE INDEX member_check_person ON member_check (person_id, from_day);
