-- Files that somebody let be read before the paper is entered; the form that enters it names them.
CREATE TABLE paper_drop (
  id          {{id}},
  uid         TEXT NOT NULL UNIQUE,
  account_id  BIGINT NOT NULL REFERENCES account (id),
  sha256      TEXT NOT NULL,
  kind        TEXT NOT NULL,
  name        TEXT NOT NULL,
  at          BIGINT NOT NULL
);
