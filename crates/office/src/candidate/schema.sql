-- Who may become a member: from the day on which a mass organisation or the cell recognised them to the decision. Nothing
-- is said of them in free words; what there is to say stands in the papers.
CREATE TABLE candidate (
  id          {{id}},
  uid         TEXT NOT NULL UNIQUE,
  unit_id     BIGINT NOT NULL REFERENCES unit (id),
  full_name   TEXT NOT NULL,
  name_key    {{bytes}} NOT NULL,
  birth_day   TEXT NOT NULL,
  sex         TEXT CHECK (sex IN ('m', 'f')),
  schooling   TEXT NOT NULL,
  state       TEXT NOT NULL CHECK (state IN
              ('recognised', 'sympathiser', 'filed', 'reviewed', 'admitted', 'refused', 'withdrawn')),
  -- The day on which somebody who was a member before left the Party.
  left_on     TEXT,
  -- The paper by which those above consent to what lies outside the general rule.
  consent     TEXT NOT NULL DEFAULT '',
  class_on    TEXT,
  -- A body that sponsors in place of one member, such as the committee of the Youth Union.
  body        TEXT NOT NULL DEFAULT '',
  person_id   BIGINT REFERENCES person (id),
  ruleset     TEXT NOT NULL,
  version     BIGINT NOT NULL DEFAULT 1
);
CREATE INDEX candidate_unit ON candidate (unit_id, state);
CREATE INDEX candidate_person ON candidate (person_id);

CREATE TABLE candidate_step (
  id            {{id}},
  candidate_id  BIGINT NOT NULL REFERENCES candidate (id),
  step          TEXT NOT NULL,
  day           TEXT NOT NULL,
  paper         TEXT NOT NULL,
  account_id    BIGINT,
  at            BIGINT NOT NULL
);
CREATE INDEX candidate_step_candidate ON candidate_step (candidate_id);

CREATE TABLE candidate_sponsor (
  id            {{id}},
  candidate_id  BIGINT NOT NULL REFERENCES candidate (id),
  person_id     BIGINT NOT NULL REFERENCES person (id)
);
CREATE INDEX candidate_sponsor_candidate ON candidate_sponsor (candidate_id);
CREATE INDEX candidate_sponsor_person ON candidate_sponsor (person_id);

-- Probation: from the decision to becoming official or leaving the roll. Whoever came on record otherwise has a row from
-- the first step on that is entered.
CREATE TABLE probation (
  id            {{id}},
  person_id     BIGINT NOT NULL UNIQUE REFERENCES person (id),
  decided_on    TEXT NOT NULL,
  ceremony_on   TEXT,
  reviewed_on   TEXT,
  review_paper  TEXT NOT NULL DEFAULT '',
  proposal      TEXT CHECK (proposal IN ('official', 'removed')),
  outcome_on    TEXT,
  ruleset       TEXT NOT NULL,
  version       BIGINT NOT NULL DEFAULT 1
);
