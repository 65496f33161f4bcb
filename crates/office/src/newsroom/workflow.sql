-- How far a text is: two steps more between being submitted and being published. The column is put in the place of the
-- older one, whose check knew three.
ALTER TABLE article ADD COLUMN stage TEXT NOT NULL DEFAULT 'draft'
  CHECK (stage IN ('draft', 'submitted', 'cleared', 'scheduled', 'published'));
UPDATE article SET stage = state;
ALTER TABLE article DROP COLUMN state;
ALTER TABLE article RENAME COLUMN stage TO state;

-- When a scheduled text comes out, and who cleared it.
ALTER TABLE article ADD COLUMN due_at BIGINT;
ALTER TABLE article ADD COLUMN cleared_by BIGINT REFERENCES account (id);

-- What became of an article that was taken back; what was taken back before left no text to its readers.
ALTER TABLE article ADD COLUMN fate TEXT NOT NULL DEFAULT '' CHECK (fate IN ('', 'withdrawn', 'merged', 'error'));
ALTER TABLE article ADD COLUMN merged_into BIGINT REFERENCES article (id);
UPDATE article SET fate = 'error' WHERE withdrawn_at IS NOT NULL;

-- Each edition that came out: when, by whom, how, and what readers were told about the change.
CREATE TABLE article_edition (
  article_id   BIGINT NOT NULL REFERENCES article (id),
  edition      BIGINT NOT NULL,
  outbox       BIGINT NOT NULL,
  published_at BIGINT NOT NULL,
  account_id   BIGINT REFERENCES account (id),
  how          TEXT NOT NULL CHECK (how IN ('reviewed', 'scheduled', 'urgent')),
  note         TEXT NOT NULL DEFAULT '',
  PRIMARY KEY (article_id, edition)
);
CREATE INDEX article_edition_at ON article_edition (published_at);
INSERT INTO article_edition (article_id, edition, outbox, published_at, how)
  SELECT id, edition, 0, coalesce(first_published_at, changed_at), 'reviewed' FROM article WHERE edition > 0;

-- What one person published alone, because it could not wait; the head approves it afterwards.
CREATE TABLE urgent_publication (
  id          {{id}},
  article_id  BIGINT NOT NULL REFERENCES article (id),
  edition     BIGINT NOT NULL,
  account_id  BIGINT NOT NULL REFERENCES account (id),
  reason      TEXT NOT NULL,
  at          BIGINT NOT NULL,
  due_day     TEXT NOT NULL,
  ruleset     TEXT NOT NULL,
  approved_by BIGINT REFERENCES account (id),
  approved_at BIGINT,
  note        TEXT NOT NULL DEFAULT ''
);
CREATE UNIQUE INDEX urgent_publication_edition ON urgent_publication (article_id, edition);
