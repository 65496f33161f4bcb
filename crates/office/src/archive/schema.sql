-- Articles brought from another system: its identity, what was brought last, and the batch that brought it.
CREATE TABLE archive_batch (
  id         {{id}},
  file       TEXT NOT NULL,
  at         BIGINT NOT NULL,
  undone_at  BIGINT
);
CREATE TABLE archive_article (
  id           {{id}},
  external_id  TEXT NOT NULL UNIQUE,
  batch_id     BIGINT NOT NULL REFERENCES archive_batch (id),
  edition      BIGINT NOT NULL,
  first_at     BIGINT NOT NULL,
  content      TEXT NOT NULL,
  withdrawn    BIGINT NOT NULL DEFAULT 0
);
CREATE INDEX archive_article_batch ON archive_article (batch_id);
