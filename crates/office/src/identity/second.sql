-- The second step of signing in. The secret that a telephone shares with the office is sealed under the account's own key;
-- `last_step` is the last thirty seconds whose code was taken, so that no code counts twice.
CREATE TABLE authenticator (
  account_id     BIGINT PRIMARY KEY REFERENCES account (id),
  sealed_secret  TEXT NOT NULL,
  made_at        BIGINT NOT NULL,
  last_step      BIGINT NOT NULL
);

-- Codes on paper for whoever has no telephone at hand. Only their marks are kept, which are worth nothing without the
-- master key.
CREATE TABLE recovery_code (
  id          {{id}},
  account_id  BIGINT NOT NULL REFERENCES account (id),
  code_mark   TEXT NOT NULL UNIQUE,
  made_at     BIGINT NOT NULL,
  used_at     BIGINT
);
CREATE INDEX recovery_code_account ON recovery_code (account_id);
