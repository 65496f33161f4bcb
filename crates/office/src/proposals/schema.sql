-- What one person asks for and another one has to agree to. The payload is what the page asked for, as JSON; nothing
-- sensitive is put into it.
CREATE TABLE proposal (
  id          {{id}},
  uid         TEXT NOT NULL UNIQUE,
  act         TEXT NOT NULL,
  unit_id     BIGINT NOT NULL REFERENCES unit (id),
  subject     TEXT NOT NULL,
  subject_id  BIGINT NOT NULL,
  payload     TEXT NOT NULL,
  reason      TEXT NOT NULL,
  asked_by    BIGINT NOT NULL REFERENCES account (id),
  asked_at    BIGINT NOT NULL,
  expires_at  BIGINT NOT NULL,
  settled     TEXT CHECK (settled IN ('agreed', 'declined', 'withdrawn')),
  settled_by  BIGINT REFERENCES account (id),
  settled_at  BIGINT,
  note        TEXT NOT NULL DEFAULT ''
);
CREATE INDEX proposal_asked ON proposal (asked_by);
CREATE INDEX proposal_waits ON proposal (expires_at) WHERE settled IS NULL;
