-- Every link to another site in the texts that were brought: the batch says with which file and when it came.
CREATE TABLE archive_link (
  id         {{id}},
  article_id BIGINT NOT NULL REFERENCES archive_article (id),
  url        TEXT NOT NULL,
  host       TEXT NOT NULL,
  headline   TEXT NOT NULL,
  batch_id   BIGINT NOT NULL REFERENCES archive_batch (id),
  at         BIGINT NOT NULL,
  edition    BIGINT NOT NULL,
  UNIQUE (article_id, url)
);
