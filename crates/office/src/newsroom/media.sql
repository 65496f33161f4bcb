-- Pictures of a newsroom. The original stays in the house; readers get only what was made of it.
CREATE TABLE media (
  id         {{id}},
  uid        TEXT NOT NULL UNIQUE,
  unit_id    BIGINT NOT NULL REFERENCES unit (id),
  name       TEXT NOT NULL,
  original   TEXT NOT NULL,
  width      BIGINT NOT NULL,
  height     BIGINT NOT NULL,
  alt        TEXT NOT NULL,
  caption    TEXT NOT NULL,
  credit     TEXT NOT NULL,
  focus_x    BIGINT NOT NULL DEFAULT 500,
  focus_y    BIGINT NOT NULL DEFAULT 500,
  blurs      TEXT NOT NULL DEFAULT '',
  made       TEXT NOT NULL DEFAULT '',
  failed     TEXT NOT NULL DEFAULT '',
  account_id BIGINT REFERENCES account (id),
  at         BIGINT NOT NULL,
  version    BIGINT NOT NULL DEFAULT 1,
  removed_at BIGINT
);
CREATE INDEX media_unit ON media (unit_id, id);

-- Where a text comes from, and the number of the picture beside its headline.
ALTER TABLE article ADD COLUMN source TEXT NOT NULL DEFAULT '';
ALTER TABLE article ADD COLUMN picture TEXT NOT NULL DEFAULT '';
