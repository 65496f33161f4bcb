-- What had been handed in when a campaign was closed, beside the numbers of attendance: of those who took part how many
-- handed in a paper of each kind that the campaign requires, and how many a reader had accepted.
CREATE TABLE campaign_result_handin (
  campaign_id  BIGINT NOT NULL REFERENCES campaign (id),
  closing      BIGINT NOT NULL,
  unit_id      BIGINT NOT NULL REFERENCES unit (id),
  kind         TEXT NOT NULL,
  due          BIGINT NOT NULL,
  submitted    BIGINT NOT NULL,
  accepted     BIGINT NOT NULL,
  PRIMARY KEY (campaign_id, closing, unit_id, kind)
);
