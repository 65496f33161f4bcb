-- Invitations printed on slips. The code itself is never kept: only its mark, which is worth nothing without the master
-- key, so that a copied database opens no account.
CREATE TABLE invitation (
  id          {{id}},
  uid         TEXT NOT NULL UNIQUE,
  account_id  BIGINT NOT NULL REFERENCES account (id),
  code_mark   TEXT NOT NULL UNIQUE,
  made_by     BIGINT REFERENCES account (id),
  made_at     BIGINT NOT NULL,
  expires_at  BIGINT NOT NULL,
  used_at     BIGINT,
  ended_at    BIGINT
);
CREATE INDEX invitation_account ON invitation (account_id);
