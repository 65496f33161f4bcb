-- Which reports of offices below counted when a campaign was closed: what is signed for the office above holds them too.
CREATE TABLE campaign_result_report (
  campaign_id  BIGINT NOT NULL REFERENCES campaign (id),
  closing      BIGINT NOT NULL,
  report_id    BIGINT NOT NULL REFERENCES study_report (id),
  PRIMARY KEY (campaign_id, closing, report_id)
);
