-- Rights that somebody passed on for a while. They are worth no more than what the giver holds on the day.
CREATE TABLE delegation (
  id            {{id}},
  uid           TEXT NOT NULL UNIQUE,
  from_account  BIGINT NOT NULL REFERENCES account (id),
  to_account    BIGINT NOT NULL REFERENCES account (id),
  unit_id       BIGINT NOT NULL REFERENCES unit (id),
  rights        TEXT NOT NULL,
  reason        TEXT NOT NULL,
  from_day      TEXT NOT NULL,
  to_day        TEXT NOT NULL,
  ruleset       TEXT NOT NULL,
  ended_at      BIGINT,
  ended_by      BIGINT REFERENCES account (id)
);
CREATE INDEX delegation_from ON delegation (from_account);
CREATE INDEX delegation_to ON delegation (to_account);
