-- Papers that anybody may read: which files go with it, what crossed last, and whether it was taken back.
CREATE TABLE paper_public (
  paper_id      BIGINT PRIMARY KEY REFERENCES paper (id),
  edition       BIGINT NOT NULL,
  -- The rows of its files, with commas between.
  files         TEXT NOT NULL,
  -- What crossed last, without its number and time, so that what has changed crosses again and nothing else.
  crossed       TEXT NOT NULL,
  first_at      BIGINT NOT NULL,
  withdrawn_at  BIGINT,
  reason        TEXT NOT NULL DEFAULT ''
);
