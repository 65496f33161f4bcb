-- Accounts that somebody else's sign-in vouches for: linked by their owner, never made by it.
CREATE TABLE provider_link (
  account_id  BIGINT PRIMARY KEY REFERENCES account (id),
  issuer      TEXT NOT NULL,
  subject     TEXT NOT NULL,
  made_at     BIGINT NOT NULL,
  used_at     BIGINT,
  UNIQUE (issuer, subject)
);
