-- What people sent in: over the portal, by post, at the desk or in a meeting. What was said and who said it are sealed under
-- a key of each petition's own.
CREATE TABLE petition (
  id             {{id}},
  uid            TEXT NOT NULL UNIQUE,
  -- What the sender's code comes to; nobody here knows the code.
  receipt        TEXT NOT NULL UNIQUE,
  unit_id        BIGINT NOT NULL REFERENCES unit (id),
  kind           TEXT NOT NULL CHECK (kind IN ('opinion', 'report', 'supervision')),
  channel        TEXT NOT NULL CHECK (channel IN ('web', 'desk', 'post', 'meeting')),
  -- Whose it is: the office's, or the inspection's alone.
  room           TEXT NOT NULL CHECK (room IN ('office', 'inspection')),
  state          TEXT NOT NULL CHECK (state IN ('received', 'accepted', 'forwarded', 'refused', 'working', 'answered', 'closed')),
  received_on    TEXT NOT NULL,
  -- By when the sender is told, and when the sender was.
  due_day        TEXT NOT NULL,
  noticed_on     TEXT,
  may_publish    BIGINT NOT NULL,
  said_sealed    TEXT NOT NULL,
  sender_sealed  TEXT,
  -- The unit in whose area it plays.
  area_unit      BIGINT REFERENCES unit (id),
  -- What was said to the sender last, sealed to the sender's code.
  told           TEXT,
  -- What every reader sees of it.
  question       TEXT,
  answer         TEXT,
  shown_on       TEXT,
  ruleset        TEXT NOT NULL,
  version        BIGINT NOT NULL DEFAULT 1
);
CREATE INDEX petition_unit ON petition (unit_id, state);
CREATE INDEX petition_area ON petition (area_unit);

-- What was done with it.
CREATE TABLE petition_step (
  id            {{id}},
  petition_id   BIGINT NOT NULL REFERENCES petition (id),
  step          TEXT NOT NULL,
  words_sealed  TEXT,
  -- To whom it was passed on, and by which letter.
  to_whom       TEXT NOT NULL,
  letter        TEXT NOT NULL,
  -- The key of the reason why it was not taken up.
  reason        TEXT NOT NULL,
  account_id    BIGINT,
  at            BIGINT NOT NULL
);
CREATE INDEX petition_step_petition ON petition_step (petition_id);
