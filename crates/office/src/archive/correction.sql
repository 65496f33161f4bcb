-- Corrections of brought articles: one person asks with the whole new text, another one agrees to it.
CREATE TABLE archive_correction (
  id          {{id}},
  article_id  BIGINT NOT NULL REFERENCES archive_article (id),
  edition     BIGINT NOT NULL, -- which one it corrects
  content     TEXT NOT NULL,
  note        TEXT NOT NULL,   -- told to readers
  asked_by    BIGINT NOT NULL REFERENCES account (id),
  asked_at    BIGINT NOT NULL,
  settled     TEXT CHECK (settled IN ('agreed', 'dropped')),
  settled_by  BIGINT REFERENCES account (id),
  settled_at  BIGINT
);
CREATE UNIQUE INDEX archive_correction_open ON archive_correction (article_id) WHERE settled IS NULL;

-- When the newsroom corrected it last. No file changes what the newsroom has said.
ALTER TABLE archive_article ADD COLUMN corrected_at BIGINT;
-- Who put the link there, where it came with a correction.
ALTER TABLE archive_link ADD COLUMN account_id BIGINT REFERENCES account (id);

-- The words of brought articles without capitals and marks: in these they are found. Apart from the articles, so that a
-- search reads nothing else.
CREATE TABLE archive_folded (
  article_id BIGINT PRIMARY KEY REFERENCES archive_article (id),
  words      TEXT NOT NULL
);
