-- Every link to another site that was ever in a text: when it first came, with whom, and with which edition it went out.
CREATE TABLE outside_link (
  id         {{id}},
  article_id BIGINT NOT NULL REFERENCES article (id),
  url        TEXT NOT NULL,
  host       TEXT NOT NULL,
  account_id BIGINT REFERENCES account (id),
  at         BIGINT NOT NULL,
  edition    BIGINT,
  UNIQUE (article_id, url)
);
CREATE INDEX outside_link_at ON outside_link (at);

-- Sites that an office trusts, besides those of the rule; what is trusted no longer stays with its day.
CREATE TABLE trusted_host (
  id         {{id}},
  unit_id    BIGINT NOT NULL REFERENCES unit (id),
  host       TEXT NOT NULL,
  note       TEXT NOT NULL,
  account_id BIGINT REFERENCES account (id),
  at         BIGINT NOT NULL,
  ended_at   BIGINT,
  ended_by   BIGINT REFERENCES account (id)
);
CREATE INDEX trusted_host_unit ON trusted_host (unit_id, host);
