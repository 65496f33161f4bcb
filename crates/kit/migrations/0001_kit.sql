-- Every change of the record, one row each, written in the change's own transaction.
-- `position` is given by the sealer after the commit, in the order in which rows became visible: listeners follow it,
-- since on PostgreSQL a later id can become visible before an earlier one.
CREATE TABLE journal (
  id           {{id}},
  position     BIGINT UNIQUE,
  at           BIGINT NOT NULL,
  actor        BIGINT,
  verb         TEXT NOT NULL,
  subject      TEXT NOT NULL,
  subject_id   BIGINT NOT NULL,
  place        BIGINT,
  before       TEXT,
  after        TEXT,
  rule         TEXT
);
CREATE INDEX journal_unsealed ON journal (id) WHERE position IS NULL;
CREATE INDEX journal_subject ON journal (subject, subject_id);
CREATE INDEX journal_place ON journal (place, id);

-- A sealed batch: the leaves (32 bytes a row, in order), their Merkle root, and the chain over all batches.
CREATE TABLE seal (
  first_position BIGINT PRIMARY KEY,
  last_position  BIGINT NOT NULL,
  sealed_at      BIGINT NOT NULL,
  leaves         {{bytes}} NOT NULL,
  root           {{bytes}} NOT NULL,
  chain          {{bytes}} NOT NULL
);

-- How far a listener whose work is kept in the database has read.
CREATE TABLE listener (
  name     TEXT PRIMARY KEY,
  position BIGINT NOT NULL
);

CREATE TABLE job (
  id          {{id}},
  kind        TEXT NOT NULL,
  payload     TEXT NOT NULL,
  run_at      BIGINT NOT NULL,
  attempts    BIGINT NOT NULL DEFAULT 0,
  claimed_at  BIGINT,
  done_at     BIGINT,
  error       TEXT
);
CREATE INDEX job_due ON job (run_at) WHERE done_at IS NULL;

-- A write that was answered: sending the same form again finds the answer here and does nothing.
CREATE TABLE request (
  id      TEXT PRIMARY KEY,
  answer  TEXT NOT NULL,
  at      BIGINT NOT NULL
);

-- Each person's own data key, wrapped by the master key. Destroying the row erases what was sealed with it.
CREATE TABLE subject_key (
  subject     TEXT NOT NULL,
  subject_id  BIGINT NOT NULL,
  wrapped     {{bytes}} NOT NULL,
  made_at     BIGINT NOT NULL,
  PRIMARY KEY (subject, subject_id)
);

CREATE TABLE setting (
  name   TEXT PRIMARY KEY,
  value  TEXT NOT NULL
);
