-- Who may become a member: from the day on which the cell's mass organisation recognised them to the decision. Nothing
-- is said here in free words: why a candidacy ended is a key of the ruleset, the rest stands in the paper.
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
  -- The paper by which those above consent to an age or a schooling outside the general rule.
  consent     TEXT NOT NULL DEFAULT '',
  class_on    TEXT,
  reviewed_on TEXT,
  -- Why it ended, a key of the ruleset.
  ended_why   TEXT,
  person_id   BIGINT REFERENCES person (id),
  version     BIGINT NOT NULL DEFAULT 1
);
CREATE INDEX candidate_unit ON candidate (unit_id, state);

CREATE TABLE candidate_step (
  id            {{id}},
  candidate_id  BIGINT NOT NULL REFERENCES candidate (id),
  step          TEXT NOT NULL,
  day           TEXT NOT NULL,
  paper         TEXT NOT NULL,
  votes_for     BIGINT,
  votes_of      BIGINT,
  ruleset       TEXT NOT NULL,
  account_id    BIGINT,
  at            BIGINT NOT NULL
);
CREATE INDEX candidate_step_candidate ON candidate_step (candidate_id);

-- A sponsor is a member or, where person_id is empty, a body such as the committee of the Youth Union.
CREATE TABLE candidate_sponsor (
  id            {{id}},
  candidate_id  BIGINT NOT NULL REFERENCES candidate (id),
  person_id     BIGINT REFERENCES person (id),
  body          TEXT NOT NULL DEFAULT ''
);
CREATE INDEX candidate_sponsor_candidate ON candidate_sponsor (candidate_id);
CREATE INDEX candidate_sponsor_person ON candidate_sponsor (person_id);

-- Probation: from the decision to becoming official or leaving the roll.
CREATE TABLE probation (
  id             {{id}},
  person_id      BIGINT NOT NULL REFERENCES person (id),
  decided_on     TEXT NOT NULL,
  paper          TEXT NOT NULL DEFAULT '',
  ceremony_due   TEXT,
  ceremony_on    TEXT,
  -- The day on which its months are over; empty until the day it runs from is known.
  ends_on        TEXT,
  reviewed_on    TEXT,
  review_paper   TEXT NOT NULL DEFAULT '',
  proposal       TEXT CHECK (proposal IN ('official', 'remove')),
  votes_for      BIGINT,
  votes_of       BIGINT,
  outcome        TEXT CHECK (outcome IN ('official', 'removed')),
  outcome_on     TEXT,
  outcome_paper  TEXT NOT NULL DEFAULT '',
  ruleset        TEXT NOT NULL,
  version        BIGINT NOT NULL DEFAULT 1
);
CREATE INDEX probation_person ON probation (person_id);
