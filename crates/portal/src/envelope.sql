-- What people sent, sealed to the key of the office's reception: nobody can open it here. The office fetches it; then the
-- receipt alone stays with a proof of what stood in the form, so that a form that is sent twice is one petition.
CREATE TABLE envelope (
  receipt TEXT PRIMARY KEY,
  proof   TEXT NOT NULL,
  sealed  TEXT,
  at      BIGINT NOT NULL
);
CREATE INDEX envelope_at ON envelope (at);
