-- Brought articles that the newsroom takes from their readers: one person asks with the reason, another one agrees.
CREATE TABLE archive_removal (
  id          {{id}},
  article_id  BIGINT NOT NULL REFERENCES archive_article (id),
  fate        TEXT NOT NULL CHECK (fate IN ('withdrawn', 'error')),
  reason      TEXT NOT NULL,
  asked_by    BIGINT NOT NULL REFERENCES account (id),
  asked_at    BIGINT NOT NULL,
  settled     TEXT CHECK (settled IN ('agreed', 'dropped')),
  settled_by  BIGINT REFERENCES account (id),
  settled_at  BIGINT
);
CREATE UNIQUE INDEX archive_removal_open ON archive_removal (article_id) WHERE settled IS NULL;

-- How it was taken off; empty while it was not. No file changes what the newsroom has said.
ALTER TABLE archive_article ADD COLUMN taken_off TEXT NOT NULL DEFAULT '';
