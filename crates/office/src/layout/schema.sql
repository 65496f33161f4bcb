-- How a portal's pages are arranged: what the office is working on, and what its readers have.
CREATE TABLE layout (
  id           {{id}},
  unit_id      BIGINT NOT NULL UNIQUE REFERENCES unit (id),
  content      TEXT NOT NULL,               -- the blocks, JSON
  published    TEXT NOT NULL DEFAULT '',    -- the blocks that went out last, JSON
  state        TEXT NOT NULL CHECK (state IN ('draft', 'submitted', 'published')),
  note         TEXT NOT NULL DEFAULT '',    -- why it was sent back
  hands        TEXT NOT NULL,               -- the accounts that changed it since it went out, JSON
  edition      BIGINT NOT NULL DEFAULT 0,
  published_at BIGINT,
  changed_at   BIGINT NOT NULL,
  version      BIGINT NOT NULL DEFAULT 1
);

-- Every link to another site that ever stood in a layout: with whom it came, and with which edition it went out first.
CREATE TABLE layout_link (
  id         {{id}},
  layout_id  BIGINT NOT NULL REFERENCES layout (id),
  url        TEXT NOT NULL,
  host       TEXT NOT NULL,
  account_id BIGINT REFERENCES account (id),
  at         BIGINT NOT NULL,
  edition    BIGINT,
  UNIQUE (layout_id, url)
);
