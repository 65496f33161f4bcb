-- How a unit below takes a campaign up: when it received it, its own plan, days of its own (never later than what was asked of
-- it), what it asks for beyond that. What is asked from above is not copied, so that nothing of it can be taken away.
CREATE TABLE campaign_plan (
  id           {{id}},
  campaign_id  BIGINT NOT NULL REFERENCES campaign (id),
  unit_id      BIGINT NOT NULL REFERENCES unit (id),
  received_on  TEXT NOT NULL,
  paper        TEXT NOT NULL DEFAULT '',
  words        TEXT NOT NULL DEFAULT '',
  asks         TEXT NOT NULL DEFAULT '',
  study_by     TEXT,
  write_by     TEXT,
  version      BIGINT NOT NULL DEFAULT 1,
  UNIQUE (campaign_id, unit_id)
);

-- Papers that a unit asks of its members beyond those of the campaign.
CREATE TABLE campaign_plan_handin (
  campaign_id  BIGINT NOT NULL REFERENCES campaign (id),
  unit_id      BIGINT NOT NULL REFERENCES unit (id),
  kind         TEXT NOT NULL,
  PRIMARY KEY (campaign_id, unit_id, kind)
);

-- On which day the numbers were fixed, beside the numbers.
ALTER TABLE campaign_result ADD COLUMN closed_on TEXT;
