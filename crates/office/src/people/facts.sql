-- What is kept of a person beside the core of the record, one row a field, in the clear: member_code, home_place,
-- schooling, theory, occupation, smartphone, on_paper.
CREATE TABLE person_fact (
  id         {{id}},
  person_id  BIGINT NOT NULL REFERENCES person (id),
  field      TEXT NOT NULL,
  value      TEXT NOT NULL,
  UNIQUE (person_id, field)
);
