-- Who was a member before: the record that the decision goes on with (former_id), or that it was looked for and there is
-- none here (apart).
ALTER TABLE candidate ADD COLUMN former_id BIGINT REFERENCES person (id);
ALTER TABLE candidate ADD COLUMN apart BIGINT NOT NULL DEFAULT 0;
CREATE INDEX candidate_former ON candidate (former_id);

-- Whoever is admitted again is on probation again; the first time stays as it was.
ALTER TABLE probation RENAME TO probation_once;
CREATE TABLE probation (
  id            {{id}},
  person_id     BIGINT NOT NULL REFERENCES person (id),
  decided_on    TEXT NOT NULL,
  ceremony_on   TEXT,
  reviewed_on   TEXT,
  review_paper  TEXT NOT NULL DEFAULT '',
  proposal      TEXT CHECK (proposal IN ('official', 'removed')),
  outcome_on    TEXT,
  ruleset       TEXT NOT NULL,
  version       BIGINT NOT NULL DEFAULT 1,
  UNIQUE (person_id, decided_on)
);
INSERT INTO probation (person_id, decided_on, ceremony_on, reviewed_on, review_paper, proposal, outcome_on, ruleset, version)
  SELECT person_id, decided_on, ceremony_on, reviewed_on, review_paper, proposal, outcome_on, ruleset, version
  FROM probation_once ORDER BY id;
DROP TABLE probation_once;
