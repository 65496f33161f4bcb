-- What stood beside the articles of an older site: menus, links, banners. An editor takes each into the layout, or leaves it.
CREATE TABLE old_piece (
  id       {{id}},
  batch_id BIGINT NOT NULL REFERENCES archive_batch (id),
  kind     TEXT NOT NULL CHECK (kind IN ('menu', 'links', 'banner')),
  name     TEXT NOT NULL,
  about    TEXT NOT NULL,              -- links, a line each: name | address
  picture  TEXT NOT NULL DEFAULT '',   -- the hash of a banner's original
  href     TEXT NOT NULL DEFAULT '',
  taken_at BIGINT,
  UNIQUE (kind, name)
);

-- When a text that readers did not have was taken as a draft.
ALTER TABLE archive_article ADD COLUMN taken_at BIGINT;
