-- Articles as they are written; what was published is frozen in the outbox.
CREATE TABLE article (
  id                  {{id}},
  uid                 TEXT NOT NULL UNIQUE,
  unit_id             BIGINT NOT NULL REFERENCES unit (id),
  section             TEXT NOT NULL,
  slug                TEXT NOT NULL,
  kicker              TEXT NOT NULL,
  headline            TEXT NOT NULL,
  lead                TEXT NOT NULL,
  body                TEXT NOT NULL,
  byline              TEXT NOT NULL,
  byline_post         TEXT NOT NULL,
  topics              TEXT NOT NULL,
  correction          TEXT NOT NULL,
  author_id           BIGINT NOT NULL REFERENCES account (id),
  reviser_id          BIGINT NOT NULL REFERENCES account (id),
  state               TEXT NOT NULL CHECK (state IN ('draft', 'submitted', 'published')),
  note                TEXT NOT NULL DEFAULT '',
  edition             BIGINT NOT NULL DEFAULT 0,
  first_published_at  BIGINT,
  withdrawn_at        BIGINT,
  changed_at          BIGINT NOT NULL,
  version             BIGINT NOT NULL DEFAULT 1
);
CREATE INDEX article_changed ON article (unit_id, changed_at);

-- What crosses to the public house, numbered from 1 without a gap; never changed.
CREATE TABLE outbox (
  seq   BIGINT PRIMARY KEY,
  at    BIGINT NOT NULL,
  json  TEXT NOT NULL
);
