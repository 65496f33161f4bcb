-- Articles that a unit's writer offered to a newsroom above: the text as it was offered, and what became of it.
CREATE TABLE article_offer (
  id          {{id}},
  uid         TEXT NOT NULL UNIQUE,
  article_id  BIGINT NOT NULL REFERENCES article (id),
  from_unit   BIGINT NOT NULL REFERENCES unit (id),
  unit_id     BIGINT NOT NULL REFERENCES unit (id),
  text        TEXT NOT NULL,
  words       TEXT NOT NULL DEFAULT '',
  account_id  BIGINT NOT NULL REFERENCES account (id),
  at          BIGINT NOT NULL,
  state       TEXT NOT NULL DEFAULT 'offered' CHECK (state IN ('offered', 'taken', 'returned', 'withdrawn')),
  reason      TEXT NOT NULL DEFAULT '',
  decided_by  BIGINT REFERENCES account (id),
  decided_at  BIGINT,
  taken_id    BIGINT REFERENCES article (id)
);
CREATE INDEX article_offer_unit ON article_offer (unit_id, id);
CREATE INDEX article_offer_article ON article_offer (article_id, id);
CREATE UNIQUE INDEX article_offer_open ON article_offer (article_id, unit_id) WHERE state = 'offered';

-- The offer from which an article was taken.
ALTER TABLE article ADD COLUMN offer_id BIGINT REFERENCES article_offer (id);
