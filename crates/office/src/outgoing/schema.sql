-- Papers on their way out: written, looked at, cleared, signed, numbered, issued, filed. The number is that of the entry in the
-- register, which is made when it is taken.
CREATE TABLE outgoing (
  id          {{id}},
  uid         TEXT NOT NULL UNIQUE,
  unit_id     BIGINT NOT NULL REFERENCES unit (id),
  state       TEXT NOT NULL CHECK (state IN ('draft', 'submitted', 'cleared', 'signed', 'numbered', 'issued', 'filed', 'dropped')),
  kind        TEXT NOT NULL,
  body        TEXT NOT NULL,
  subject     TEXT NOT NULL,
  -- What else is to be printed, by field.
  said        TEXT NOT NULL,
  -- The Word file that somebody wrote elsewhere; empty when the program writes it.
  word        TEXT NOT NULL DEFAULT '',
  word_name   TEXT NOT NULL DEFAULT '',
  -- Why it was sent back or dropped.
  note        TEXT NOT NULL DEFAULT '',
  author_id   BIGINT REFERENCES account (id),
  reviser_id  BIGINT REFERENCES account (id),
  cleared_by  BIGINT REFERENCES account (id),
  signed_by   BIGINT REFERENCES account (id),
  signed_on   TEXT,
  -- Its entry in the register, with number and symbol.
  paper_id    BIGINT REFERENCES paper (id),
  -- How and when it went to whom it is for.
  sent        TEXT NOT NULL DEFAULT '',
  changed_at  BIGINT NOT NULL,
  version     BIGINT NOT NULL DEFAULT 1
);
CREATE INDEX outgoing_unit ON outgoing (unit_id);
CREATE INDEX outgoing_paper ON outgoing (paper_id);
