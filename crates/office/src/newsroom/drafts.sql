-- What somebody is typing and has not saved: one for each person and article (`moi` for one that does not exist yet). It
-- is nobody's record, and replaces nothing that was typed later.
CREATE TABLE article_draft (
  account_id   BIGINT NOT NULL REFERENCES account (id),
  place        TEXT NOT NULL,
  base_version BIGINT NOT NULL,
  text         TEXT NOT NULL,
  typed_at     BIGINT NOT NULL,
  saved_at     BIGINT NOT NULL,
  PRIMARY KEY (account_id, place)
);

-- Each text that was saved, by the version of the article; some have a name.
CREATE TABLE article_version (
  article_id BIGINT NOT NULL REFERENCES article (id),
  version    BIGINT NOT NULL,
  text       TEXT NOT NULL,
  account_id BIGINT NOT NULL REFERENCES account (id),
  at         BIGINT NOT NULL,
  name       TEXT NOT NULL DEFAULT '',
  PRIMARY KEY (article_id, version)
);

-- What colleagues say about a passage.
CREATE TABLE article_comment (
  id          {{id}},
  article_id  BIGINT NOT NULL REFERENCES article (id),
  passage     TEXT NOT NULL,
  text        TEXT NOT NULL,
  account_id  BIGINT NOT NULL REFERENCES account (id),
  at          BIGINT NOT NULL,
  settled_by  BIGINT REFERENCES account (id),
  settled_at  BIGINT
);
CREATE INDEX article_comment_article ON article_comment (article_id, id);
