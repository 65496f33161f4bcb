-- Persons, where they belong and from what they are exempt. Spans as in the tables of units.
CREATE TABLE person (
  id          {{id}},
  uid         TEXT NOT NULL UNIQUE,
  full_name   TEXT NOT NULL,
  name_key    {{bytes}} NOT NULL,
  birth_year  BIGINT NOT NULL,
  sex         TEXT CHECK (sex IN ('m', 'f'))
);
CREATE INDEX person_name ON person (name_key, birth_year);

CREATE TABLE membership (
  id         {{id}},
  person_id  BIGINT NOT NULL REFERENCES person (id),
  unit_id    BIGINT NOT NULL REFERENCES unit (id),
  kind       TEXT NOT NULL CHECK (kind IN ('main', 'temporary')),
  from_day   TEXT NOT NULL,
  to_day     TEXT,
  paper      TEXT
);
CREATE INDEX membership_person ON membership (person_id, from_day);
CREATE INDEX membership_unit ON membership (unit_id, from_day);

-- Here rather than beside post, because it refers to persons.
CREATE TABLE post_holding (
  id         {{id}},
  post_id    BIGINT NOT NULL REFERENCES post (id),
  person_id  BIGINT NOT NULL REFERENCES person (id),
  from_day   TEXT NOT NULL,
  to_day     TEXT,
  paper      TEXT
);
CREATE INDEX post_holding_post ON post_holding (post_id, from_day);
CREATE INDEX post_holding_person ON post_holding (person_id, from_day);

-- Why somebody is exempt may speak of health. A sensitive reason stands here as 'sealed'; the reason itself, what was
-- said of it, and the scan of the paper are sealed under the person's key.
CREATE TABLE exemption (
  id             {{id}},
  uid            TEXT NOT NULL UNIQUE,
  person_id      BIGINT NOT NULL REFERENCES person (id),
  unit_id        BIGINT NOT NULL REFERENCES unit (id),
  reason         TEXT NOT NULL,
  reason_sealed  TEXT,
  paper          TEXT,
  scan_sha256    TEXT,
  scan_kind      TEXT,
  asked_how      TEXT NOT NULL CHECK (asked_how IN ('written', 'oral')),
  decided_on     TEXT NOT NULL,
  from_day       TEXT NOT NULL,
  to_day         TEXT,
  ruleset        TEXT NOT NULL,
  version        BIGINT NOT NULL DEFAULT 1
);
CREATE INDEX exemption_person ON exemption (person_id, from_day);
CREATE INDEX exemption_unit ON exemption (unit_id);
