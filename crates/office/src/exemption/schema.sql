-- Exemptions that members ask for, up to the day on which they hold. What holds, and so counts, stands in exemption:
-- with the report to the unit above the sealed reason and the scan move there.
CREATE TABLE exemption_request (
  id             {{id}},
  uid            TEXT NOT NULL UNIQUE,
  person_id      BIGINT NOT NULL REFERENCES person (id),
  unit_id        BIGINT NOT NULL REFERENCES unit (id),
  state          TEXT NOT NULL CHECK (state IN ('asked', 'granted', 'active', 'refused', 'withdrawn')),
  reason         TEXT NOT NULL,
  reason_sealed  TEXT,
  asked_how      TEXT NOT NULL CHECK (asked_how IN ('written', 'oral')),
  paper          TEXT NOT NULL,
  scan_sha256    TEXT,
  scan_kind      TEXT,
  from_day       TEXT NOT NULL,
  to_day         TEXT,
  exemption_id   BIGINT REFERENCES exemption (id),
  ruleset        TEXT NOT NULL,
  version        BIGINT NOT NULL DEFAULT 1
);
CREATE INDEX exemption_request_person ON exemption_request (person_id);
CREATE INDEX exemption_request_state ON exemption_request (state);

-- What was done, on which day, by which paper.
CREATE TABLE exemption_step (
  id          {{id}},
  request_id  BIGINT NOT NULL REFERENCES exemption_request (id),
  step        TEXT NOT NULL,
  day         TEXT NOT NULL,
  paper       TEXT NOT NULL,
  account_id  BIGINT,
  at          BIGINT NOT NULL
);
CREATE INDEX exemption_step_request ON exemption_step (request_id);

-- When somebody last found that an exemption without an end is still right.
ALTER TABLE exemption ADD COLUMN reviewed_on TEXT;
