-- Study campaigns. The roll is not copied: it is the memberships and exemptions on the cut-off day.
CREATE TABLE campaign (
  id                   {{id}},
  uid                  TEXT NOT NULL UNIQUE,
  title                TEXT NOT NULL,
  paper                TEXT NOT NULL,
  unit_id              BIGINT NOT NULL REFERENCES unit (id),
  target_basis_points  BIGINT NOT NULL CHECK (target_basis_points BETWEEN 0 AND 10000),
  cutoff_day           TEXT NOT NULL,
  ruleset              TEXT NOT NULL
);

CREATE TABLE attendance (
  id           {{id}},
  campaign_id  BIGINT NOT NULL REFERENCES campaign (id),
  person_id    BIGINT NOT NULL REFERENCES person (id),
  state        TEXT NOT NULL CHECK (state IN ('attended', 'made_up', 'absent')),
  version      BIGINT NOT NULL DEFAULT 1,
  UNIQUE (campaign_id, person_id)
);

CREATE TABLE handin (
  id           {{id}},
  campaign_id  BIGINT NOT NULL REFERENCES campaign (id),
  person_id    BIGINT NOT NULL REFERENCES person (id),
  kind         TEXT NOT NULL,
  form         TEXT NOT NULL CHECK (form IN ('typed', 'scan', 'handwritten_received')),
  state        TEXT NOT NULL CHECK (state IN ('received', 'returned')),
  received_on  TEXT NOT NULL,
  scan_sha256  TEXT,
  scan_kind    TEXT,
  version      BIGINT NOT NULL DEFAULT 1,
  UNIQUE (campaign_id, person_id, kind)
);
