-- Areas (places on the map) and units (bodies that people belong to), with everything about them dated.
-- A span runs from from_day up to, but without, to_day; an empty to_day means that it still holds.
CREATE TABLE area (
  id    {{id}},
  uid   TEXT NOT NULL UNIQUE,
  code  TEXT NOT NULL UNIQUE
);

CREATE TABLE area_name (
  id          {{id}},
  area_id     BIGINT NOT NULL REFERENCES area (id),
  kind        TEXT NOT NULL,
  name        TEXT NOT NULL,
  from_day    TEXT NOT NULL,
  to_day      TEXT,
  paper       TEXT,
  confidence  TEXT NOT NULL DEFAULT 'known' CHECK (confidence IN ('known', 'to_be_confirmed'))
);
CREATE INDEX area_name_area ON area_name (area_id, from_day);

CREATE TABLE unit (
  id       {{id}},
  uid      TEXT NOT NULL UNIQUE,
  kind     TEXT NOT NULL,
  area_id  BIGINT REFERENCES area (id)
);
CREATE INDEX unit_area ON unit (area_id, kind);

CREATE TABLE unit_name (
  id        {{id}},
  unit_id   BIGINT NOT NULL REFERENCES unit (id),
  name      TEXT NOT NULL,
  short     TEXT NOT NULL,
  from_day  TEXT NOT NULL,
  to_day    TEXT,
  paper     TEXT
);
CREATE INDEX unit_name_unit ON unit_name (unit_id, from_day);

CREATE TABLE unit_parent (
  id         {{id}},
  unit_id    BIGINT NOT NULL REFERENCES unit (id),
  parent_id  BIGINT NOT NULL REFERENCES unit (id),
  from_day   TEXT NOT NULL,
  to_day     TEXT,
  paper      TEXT
);
CREATE INDEX unit_parent_unit ON unit_parent (unit_id, from_day);
CREATE INDEX unit_parent_parent ON unit_parent (parent_id, from_day);

-- A post is a seat, of which the title is a key (secretary, chairman); who holds it when is in post_holding.
CREATE TABLE post (
  id       {{id}},
  uid      TEXT NOT NULL UNIQUE,
  unit_id  BIGINT NOT NULL REFERENCES unit (id),
  title    TEXT NOT NULL,
  UNIQUE (unit_id, title)
);
