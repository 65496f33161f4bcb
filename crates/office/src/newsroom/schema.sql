-- Articles as they are written; what was published is frozen in the outbox.
CREATE TABLE article (
  id                  {{id}},
  uid                 TEXT NOT NULL UNIQUE,
  section             TEXT NOT NULL,
  slug                TEXT NOT NULL,
  kicker              TEXT,
  headline            TEXT NOT NULL,
  lead                TEXT NOT NULL,
  body                TEXT NOT NULL,
  byline              TEXT,
  byline_post         TEXT,
  author_id           BIGINT NOT NULL REFERENCES person (id),
  state               TEXT NOT NULL CHECK (state IN ('draft', 'published', 'withdrawn')),
  edition             BIGINT NOT NULL DEFAULT 0,
  first_published_at  BIGINT,
  version             BIGINT NOT NULL DEFAULT 1
);

CREATE TABLE article_topic (
  article_id  BIGINT NOT NULL REFERENCES article (id),
  slug        TEXT NOT NULL,
  name        TEXT NOT NULL,
  PRIMARY KEY (article_id, slug)
);

-- What crosses to the public house, numbered from 1 without a gap; never changed.
CREATE TABLE outbox (
  seq   BIGINT PRIMARY KEY,
  at    BIGINT NOT NULL,
  json  TEXT NOT NULL
);
