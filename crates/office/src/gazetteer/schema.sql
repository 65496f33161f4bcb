-- The state's register of localities: provinces, districts, communes as its lists give them, an edition for each of the orders
-- that followed each other. It is a book to look things up in; what the office keeps of itself stands in `unit` and `area`.
CREATE TABLE locality (
  id         {{id}},
  uid        TEXT NOT NULL UNIQUE,
  edition    BIGINT NOT NULL,
  code       TEXT NOT NULL,
  kind       TEXT NOT NULL,
  name       TEXT NOT NULL,
  parent_id  BIGINT REFERENCES locality (id),
  from_day   TEXT,
  to_day     TEXT,
  UNIQUE (edition, code)
);
CREATE INDEX locality_parent ON locality (parent_id);

-- What became of a place: wholly, or in parts of which one is to be assumed when no more is known.
CREATE TABLE locality_successor (
  old_id  BIGINT NOT NULL REFERENCES locality (id),
  new_id  BIGINT NOT NULL REFERENCES locality (id),
  part    TEXT NOT NULL CHECK (part IN ('whole', 'default', 'part', '')),
  PRIMARY KEY (old_id, new_id)
);
CREATE INDEX locality_successor_new ON locality_successor (new_id);

-- Each time that lists were brought: who looks things up reads the register anew.
CREATE TABLE locality_import (
  id       {{id}},
  at       BIGINT NOT NULL,
  files    TEXT NOT NULL,
  places   BIGINT NOT NULL
);
