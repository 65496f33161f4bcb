-- Views on the portals of units: each counts what is read on it. Those of the committee's own stand in view_count.
CREATE TABLE site_view_count (
  site       TEXT NOT NULL,
  article_id BIGINT NOT NULL,
  day        TEXT NOT NULL,
  views      BIGINT NOT NULL,
  PRIMARY KEY (site, article_id, day)
);
