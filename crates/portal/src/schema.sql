-- Everything here crossed the bridge and is public, but for the counters, which know no person.
CREATE TABLE applied (
  stream TEXT PRIMARY KEY,
  seq    BIGINT NOT NULL
);

-- Every edition of every article, as it crossed.
CREATE TABLE edition (
  article_id BIGINT NOT NULL,
  edition    BIGINT NOT NULL,
  content    TEXT NOT NULL,
  PRIMARY KEY (article_id, edition)
);

CREATE TABLE withdrawal (
  article_id BIGINT PRIMARY KEY,
  at         BIGINT NOT NULL,
  reason     TEXT NOT NULL
);

-- Today's value of each figure.
CREATE TABLE figure (
  id      TEXT PRIMARY KEY,
  content TEXT NOT NULL
);

CREATE TABLE view_count (
  article_id BIGINT NOT NULL,
  day        TEXT NOT NULL,
  views      BIGINT NOT NULL,
  PRIMARY KEY (article_id, day)
);

-- The running total of article views, what was carried over from an earlier portal included.
CREATE TABLE view_total (
  name  TEXT PRIMARY KEY,
  views BIGINT NOT NULL
);
