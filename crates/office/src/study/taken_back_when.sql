-- When the mark of somebody was taken back last, and which version it had: a code that was read before that and comes later does
-- not write it anew, and a later mark begins above the version, so that nobody who still sees the old one writes over it unseen.
CREATE TABLE attendance_taken_back (
  campaign_id  BIGINT NOT NULL REFERENCES campaign (id),
  person_id    BIGINT NOT NULL REFERENCES person (id),
  version      BIGINT NOT NULL,
  at           BIGINT NOT NULL,
  UNIQUE (campaign_id, person_id)
);
ALTER TABLE campaign DROP COLUMN last_taken_back;
