-- In which language an article is written, of which one it is a translation, and of which of its editions.
ALTER TABLE article ADD COLUMN lang TEXT NOT NULL DEFAULT 'vi' CHECK (lang IN ('vi', 'en', 'km'));
ALTER TABLE article ADD COLUMN original_id BIGINT REFERENCES article (id);
ALTER TABLE article ADD COLUMN from_edition BIGINT NOT NULL DEFAULT 0;
CREATE UNIQUE INDEX article_translation ON article (original_id, lang);

-- The version of the article whose text came out; 0 for what came out before this was noted.
ALTER TABLE article_edition ADD COLUMN version BIGINT NOT NULL DEFAULT 0;
