-- Members on their way from one cell to another. An empty from_unit means that somebody comes from elsewhere, an empty
-- to_unit that somebody goes elsewhere, or that nobody has said yet which unit of this office is meant.
CREATE TABLE transfer (
  id             {{id}},
  uid            TEXT NOT NULL UNIQUE,
  person_id      BIGINT REFERENCES person (id),
  kind           TEXT NOT NULL CHECK (kind IN ('main', 'temporary')),
  from_unit      BIGINT REFERENCES unit (id),
  to_unit        BIGINT REFERENCES unit (id),
  elsewhere      TEXT NOT NULL DEFAULT '',
  cause          TEXT NOT NULL,
  cause_on       TEXT NOT NULL,
  until_day      TEXT,
  state          TEXT NOT NULL CHECK (state IN
                 ('requested', 'reviewed', 'introduced', 'in_transit', 'received', 'returned', 'withdrawn')),
  due_day        TEXT NOT NULL,
  introduced_on  TEXT,
  -- When reception took effect, and for a temporary stay the first day after it.
  stay_from      TEXT,
  stay_to        TEXT,
  membership_id  BIGINT REFERENCES membership (id),
  ruleset        TEXT NOT NULL,
  version        BIGINT NOT NULL DEFAULT 1
);
CREATE INDEX transfer_person ON transfer (person_id);
CREATE INDEX transfer_from ON transfer (from_unit, state);
CREATE INDEX transfer_to ON transfer (to_unit, state);
CREATE INDEX transfer_state ON transfer (state, due_day);

-- What was done, on which day, by which paper.
CREATE TABLE transfer_step (
  id           {{id}},
  transfer_id  BIGINT NOT NULL REFERENCES transfer (id),
  step         TEXT NOT NULL,
  day          TEXT NOT NULL,
  paper        TEXT NOT NULL,
  words        TEXT NOT NULL,
  account_id   BIGINT,
  at           BIGINT NOT NULL
);
CREATE INDEX transfer_step_transfer ON transfer_step (transfer_id);

-- Who comes from elsewhere, until they are taken in and stand in the record themselves.
CREATE TABLE transfer_newcomer (
  id           {{id}},
  transfer_id  BIGINT NOT NULL UNIQUE REFERENCES transfer (id),
  full_name    TEXT NOT NULL,
  birth_year   BIGINT NOT NULL,
  birth_day    TEXT,
  sex          TEXT CHECK (sex IN ('m', 'f')),
  joined_on    TEXT,
  official_on  TEXT,
  card_no      TEXT
);
