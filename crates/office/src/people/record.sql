-- The rest of a member's record. What lists sort and narrow by stands in columns; what tells of origin, belief or health,
-- or lets somebody be found elsewhere, is in person_secret, sealed under the person's own key.
ALTER TABLE person ADD COLUMN birth_day TEXT;
ALTER TABLE person ADD COLUMN joined_on TEXT;
ALTER TABLE person ADD COLUMN official_on TEXT;
ALTER TABLE person ADD COLUMN card_no TEXT;
-- A keyed digest of the citizen id (kit::vault): the same number twice is found without opening either.
ALTER TABLE person ADD COLUMN citizen_mark TEXT;
-- Counts the changes of the record, for two people on one page.
ALTER TABLE person ADD COLUMN version BIGINT NOT NULL DEFAULT 1;
CREATE INDEX person_citizen ON person (citizen_mark);
CREATE INDEX person_card ON person (card_no);

-- In what standing somebody is with the Party, dated. Exempt and away are not states: they are an exemption and a
-- temporary membership.
CREATE TABLE member_state (
  id         {{id}},
  person_id  BIGINT NOT NULL REFERENCES person (id),
  state      TEXT NOT NULL CHECK (state IN
             ('probationary', 'official', 'suspended', 'removed', 'expelled', 'left', 'deceased')),
  from_day   TEXT NOT NULL,
  to_day     TEXT,
  paper      TEXT
);
CREATE INDEX member_state_person ON member_state (person_id, from_day);
INSERT INTO member_state (person_id, state, from_day)
  SELECT person_id, 'official', min(from_day) FROM membership WHERE kind = 'main' GROUP BY person_id;

-- Sensitive values, one row a field: citizen_id, phone, ethnicity, religion.
CREATE TABLE person_secret (
  id         {{id}},
  person_id  BIGINT NOT NULL REFERENCES person (id),
  field      TEXT NOT NULL,
  sealed     TEXT NOT NULL,
  UNIQUE (person_id, field)
);

-- The cell of the place of residence with which somebody keeps in touch who belongs to another one.
CREATE TABLE residence_link (
  id         {{id}},
  person_id  BIGINT NOT NULL REFERENCES person (id),
  unit_id    BIGINT NOT NULL REFERENCES unit (id),
  from_day   TEXT NOT NULL,
  to_day     TEXT,
  paper      TEXT
);
CREATE INDEX residence_link_person ON residence_link (person_id, from_day);
CREATE INDEX residence_link_unit ON residence_link (unit_id, from_day);

-- Belonging to the Front's member organisations: one person may be in several. Heads and affiliations are counted apart.
CREATE TABLE affiliation (
  id         {{id}},
  person_id  BIGINT NOT NULL REFERENCES person (id),
  unit_id    BIGINT NOT NULL REFERENCES unit (id),
  from_day   TEXT NOT NULL,
  to_day     TEXT,
  paper      TEXT
);
CREATE INDEX affiliation_person ON affiliation (person_id, from_day);
CREATE INDEX affiliation_unit ON affiliation (unit_id, from_day);
