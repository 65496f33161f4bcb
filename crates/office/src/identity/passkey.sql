-- Passkeys. What is kept of one is public: it lets in nobody who does not hold the device.
CREATE TABLE passkey (
  id          {{id}},
  uid         TEXT NOT NULL UNIQUE,
  account_id  BIGINT NOT NULL REFERENCES account (id),
  credential  TEXT NOT NULL UNIQUE,
  algorithm   BIGINT NOT NULL,
  public_key  TEXT NOT NULL,
  sign_count  BIGINT NOT NULL,
  name        TEXT NOT NULL,
  made_at     BIGINT NOT NULL,
  used_at     BIGINT
);
CREATE INDEX passkey_account ON passkey (account_id);

-- Questions that were answered rightly, for as long as they could be answered again.
CREATE TABLE passkey_question (
  question  TEXT PRIMARY KEY,
  until     BIGINT NOT NULL
);
