-- Numbers of papers: one series for each register, letters of a symbol and term of office (papers that came in: year).
-- A number is taken in the transaction of its paper or of its reservation, so there is neither a gap nor a double.
CREATE TABLE paper_series (
  id       {{id}},
  unit_id  BIGINT NOT NULL REFERENCES unit (id),
  letters  TEXT NOT NULL,
  period   TEXT NOT NULL,
  -- Numbers up to here were given in a book on paper before; each may be entered later.
  base     BIGINT NOT NULL DEFAULT 0,
  last     BIGINT NOT NULL DEFAULT 0,
  UNIQUE (unit_id, letters, period)
);

-- What came in, went out or stayed inside.
CREATE TABLE paper (
  id             {{id}},
  uid            TEXT NOT NULL UNIQUE,
  unit_id        BIGINT NOT NULL REFERENCES unit (id),
  direction      TEXT NOT NULL CHECK (direction IN ('in', 'out', 'internal')),
  state          TEXT NOT NULL,
  series_id      BIGINT REFERENCES paper_series (id),
  no             BIGINT,
  kind           TEXT NOT NULL,
  body           TEXT NOT NULL,
  issuer         TEXT NOT NULL,
  symbol         TEXT NOT NULL,
  issued_on      TEXT NOT NULL,
  arrived_on     TEXT,
  subject        TEXT NOT NULL,
  signer         TEXT NOT NULL,
  signer_post    TEXT NOT NULL,
  sign_form      TEXT NOT NULL,
  urgency        TEXT NOT NULL,
  recipients     TEXT NOT NULL,
  -- The mark of secrecy of a paper that is kept on paper only, and where.
  secret         TEXT NOT NULL,
  kept_at        TEXT NOT NULL,
  in_force_from  TEXT,
  -- The first day on which it no longer holds, when that was entered by hand.
  lapsed_on      TEXT,
  note           TEXT NOT NULL,
  ruleset        TEXT NOT NULL,
  version        BIGINT NOT NULL DEFAULT 1,
  UNIQUE (series_id, no)
);
CREATE INDEX paper_unit ON paper (unit_id);
CREATE INDEX paper_symbol ON paper (symbol);

-- A number that is kept for a paper to come, or was given and never used; each with its reason.
CREATE TABLE paper_reservation (
  id           {{id}},
  uid          TEXT NOT NULL UNIQUE,
  unit_id      BIGINT NOT NULL REFERENCES unit (id),
  series_id    BIGINT NOT NULL REFERENCES paper_series (id),
  no           BIGINT NOT NULL,
  kind         TEXT NOT NULL,
  body         TEXT NOT NULL,
  symbol       TEXT NOT NULL,
  reason       TEXT NOT NULL,
  day          TEXT NOT NULL,
  paper_id     BIGINT REFERENCES paper (id),
  voided_on    TEXT,
  void_reason  TEXT NOT NULL DEFAULT '',
  UNIQUE (series_id, no)
);
CREATE INDEX paper_reservation_unit ON paper_reservation (unit_id);

-- What a paper says of others. They are named as it names them; whether one is in the register is found when it is read.
CREATE TABLE paper_relation (
  id         {{id}},
  paper_id   BIGINT NOT NULL REFERENCES paper (id),
  kind       TEXT NOT NULL CHECK (kind IN ('replaces', 'amends', 'based_on')),
  symbol     TEXT NOT NULL,
  issued_on  TEXT,
  UNIQUE (paper_id, kind, symbol)
);
CREATE INDEX paper_relation_symbol ON paper_relation (symbol);

CREATE TABLE paper_file (
  id          {{id}},
  uid         TEXT NOT NULL UNIQUE,
  paper_id    BIGINT NOT NULL REFERENCES paper (id),
  sha256      TEXT NOT NULL,
  kind        TEXT NOT NULL,
  name        TEXT NOT NULL,
  size        BIGINT NOT NULL,
  at          BIGINT NOT NULL,
  removed_at  BIGINT
);
CREATE INDEX paper_file_paper ON paper_file (paper_id);
