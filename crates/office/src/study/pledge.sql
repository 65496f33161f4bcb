-- What each member pledges for a year, approved by the cell, looked at in mid-year and at the end. What it says is sealed under
-- the person's key; how many things are pledged and how far they are is counted.
CREATE TABLE pledge (
  id             {{id}},
  person_id      BIGINT NOT NULL REFERENCES person (id),
  year           BIGINT NOT NULL,
  state          TEXT NOT NULL CHECK (state IN ('registered', 'approved', 'mid_review', 'year_review')),
  items_sealed   TEXT,
  items          BIGINT NOT NULL,
  -- Of the things pledged, how many were done, and how many in part, in mid-year and at the end.
  mid_done       BIGINT NOT NULL DEFAULT 0,
  mid_part       BIGINT NOT NULL DEFAULT 0,
  year_done      BIGINT NOT NULL DEFAULT 0,
  year_part      BIGINT NOT NULL DEFAULT 0,
  registered_on  TEXT NOT NULL,
  approved_on    TEXT,
  mid_on         TEXT,
  year_on        TEXT,
  version        BIGINT NOT NULL DEFAULT 1,
  UNIQUE (person_id, year)
);
