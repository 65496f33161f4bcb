-- Where a session came from and how it began: its owner sees it, and a place that was entered from is known. What the
-- session's owner may do is kept as a digest: when that changes, the session goes on under a new token.
ALTER TABLE session ADD COLUMN place TEXT NOT NULL DEFAULT '';
ALTER TABLE session ADD COLUMN how TEXT NOT NULL DEFAULT '';
ALTER TABLE session ADD COLUMN rights_sha256 TEXT NOT NULL DEFAULT '';

-- Wrong tries of a login, whoever has it or nobody: kept by a mark, told to its owner, forgotten after a month.
CREATE TABLE wrong_try (
  login_mark  TEXT NOT NULL,
  day         TEXT NOT NULL,
  tries       BIGINT NOT NULL,
  last_at     BIGINT NOT NULL,
  last_place  TEXT NOT NULL,
  PRIMARY KEY (login_mark, day)
);
