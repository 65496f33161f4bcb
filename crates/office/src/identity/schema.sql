-- Who may come in. A token is never kept, only its SHA-256; of a password only its Argon2id hash.
CREATE TABLE account (
  id             {{id}},
  uid            TEXT NOT NULL UNIQUE,
  login          TEXT NOT NULL UNIQUE,
  name           TEXT NOT NULL,
  post           TEXT NOT NULL,
  person_id      BIGINT REFERENCES person (id),
  password_hash  TEXT,
  created_at     BIGINT NOT NULL,
  disabled_at    BIGINT
);

CREATE TABLE role_holding (
  id          {{id}},
  account_id  BIGINT NOT NULL REFERENCES account (id),
  role        TEXT NOT NULL,
  unit_id     BIGINT NOT NULL REFERENCES unit (id),
  from_day    TEXT NOT NULL,
  to_day      TEXT
);
CREATE INDEX role_holding_account ON role_holding (account_id);
CREATE INDEX role_holding_unit ON role_holding (unit_id);

CREATE TABLE session (
  id            {{id}},
  token_sha256  TEXT NOT NULL UNIQUE,
  account_id    BIGINT NOT NULL REFERENCES account (id),
  device        TEXT NOT NULL,
  created_at    BIGINT NOT NULL,
  seen_at       BIGINT NOT NULL,
  ended_at      BIGINT
);
CREATE INDEX session_account ON session (account_id);

CREATE TABLE sign_in_link (
  token_sha256  TEXT PRIMARY KEY,
  account_id    BIGINT NOT NULL REFERENCES account (id),
  expires_at    BIGINT NOT NULL,
  used_at       BIGINT
);
CREATE INDEX sign_in_link_account ON sign_in_link (account_id);
