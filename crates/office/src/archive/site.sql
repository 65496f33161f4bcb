-- Older sites whose articles were brought, by the name that they have here. The first of its kind keeps the names that its
-- articles always had (`joomla:254`); those of another stand behind its own (`tanchau.gov.vn|joomla:254`).
CREATE TABLE old_site (
  id        {{id}},
  kind      TEXT NOT NULL CHECK (kind IN ('joomla', 'wp')),
  name      TEXT NOT NULL,
  is_first  BIGINT NOT NULL,
  UNIQUE (kind, name)
);

-- What an article was before a batch changed it: to this it goes back when the batch is taken back.
CREATE TABLE archive_before (
  article_id BIGINT NOT NULL REFERENCES archive_article (id),
  batch_id   BIGINT NOT NULL REFERENCES archive_batch (id),
  was_batch  BIGINT NOT NULL REFERENCES archive_batch (id),
  content    TEXT NOT NULL,
  kept       TEXT NOT NULL,
  withdrawn  BIGINT NOT NULL,
  PRIMARY KEY (article_id, batch_id)
);

-- The same of an address.
CREATE TABLE old_address_before (
  origin    TEXT NOT NULL,
  batch_id  BIGINT NOT NULL REFERENCES archive_batch (id),
  was_batch BIGINT NOT NULL REFERENCES archive_batch (id),
  state     TEXT NOT NULL,
  leads     TEXT NOT NULL,
  PRIMARY KEY (origin, batch_id)
);
