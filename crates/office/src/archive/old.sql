-- Articles of an older site that its readers did not have: kept, not shown. The reason why is a word of the import.
ALTER TABLE archive_article ADD COLUMN kept TEXT NOT NULL DEFAULT '';

-- Where addresses of older sites lead that are no article's own. `leads` is an address of the portal, empty for what is gone.
CREATE TABLE old_address (
  id          {{id}},
  origin      TEXT NOT NULL UNIQUE,
  state       TEXT NOT NULL CHECK (state IN ('to', 'gone', 'nowhere')),
  leads       TEXT NOT NULL,
  batch_id    BIGINT REFERENCES archive_batch (id), -- none: somebody said so
  changed_at  BIGINT NOT NULL
);
CREATE INDEX old_address_batch ON old_address (batch_id);
