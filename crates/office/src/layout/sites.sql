-- Portals of units beside the committee's own.
CREATE TABLE portal_site (
  id         {{id}},
  unit_id    BIGINT NOT NULL UNIQUE REFERENCES unit (id),
  key        TEXT NOT NULL UNIQUE,         -- what its addresses begin with
  host       TEXT NOT NULL DEFAULT '',     -- a host of its own
  name       TEXT NOT NULL,                -- as it crossed last
  ended      BIGINT NOT NULL DEFAULT 0,
  account_id BIGINT REFERENCES account (id),
  changed_at BIGINT NOT NULL
);

-- Articles that a portal has taken up from one above or below.
CREATE TABLE article_taken (
  article_id BIGINT NOT NULL REFERENCES article (id),
  unit_id    BIGINT NOT NULL REFERENCES unit (id), -- whose portal it is
  account_id BIGINT REFERENCES account (id),
  at         BIGINT NOT NULL,
  PRIMARY KEY (article_id, unit_id)
);

-- Where each article stands, as it crossed last; what is not here stands on the committee's own.
CREATE TABLE article_standing (
  article_id BIGINT PRIMARY KEY REFERENCES article (id),
  home       TEXT NOT NULL,
  also       TEXT NOT NULL                -- JSON
);
