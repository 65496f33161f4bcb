-- What persons ask about the data kept of them, with the clocks of the ruleset it was asked under. What they say, and
-- what they are told, speaks of them: it is sealed under the person's key.
CREATE TABLE data_request (
  id             {{id}},
  uid            TEXT NOT NULL UNIQUE,
  person_id      BIGINT NOT NULL REFERENCES person (id),
  kind           TEXT NOT NULL,
  fields         TEXT NOT NULL,
  words_sealed   TEXT,
  asked_how      TEXT NOT NULL CHECK (asked_how IN ('account', 'written', 'oral')),
  asked_on       TEXT NOT NULL,
  ruleset        TEXT NOT NULL,
  reply_due      TEXT NOT NULL,
  due            TEXT NOT NULL,
  replied_on     TEXT,
  reply_sealed   TEXT,
  extended_from  TEXT,
  extended_why   TEXT,
  state          TEXT NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'granted', 'partly', 'refused')),
  done_on        TEXT,
  answer_sealed  TEXT,
  version        BIGINT NOT NULL DEFAULT 1
);
CREATE INDEX data_request_person ON data_request (person_id);
CREATE INDEX data_request_state ON data_request (state, due);

-- Fields that are kept, but neither shown nor handed out while the restriction holds.
CREATE TABLE restriction (
  id          {{id}},
  person_id   BIGINT NOT NULL REFERENCES person (id),
  field       TEXT NOT NULL,
  request_id  BIGINT NOT NULL REFERENCES data_request (id),
  from_day    TEXT NOT NULL,
  to_day      TEXT
);
CREATE INDEX restriction_person ON restriction (person_id, from_day);
CREATE INDEX restriction_request ON restriction (request_id);

-- Since when nothing of the person can be opened that was sealed before.
ALTER TABLE person ADD COLUMN erased_at BIGINT;
