-- Offices below that report with a signature: the key of each, and for which unit it speaks; and what they have reported.
CREATE TABLE study_report_key (
  id       {{id}},
  unit_id  BIGINT NOT NULL REFERENCES unit (id),
  key      TEXT NOT NULL UNIQUE,
  key_id   TEXT NOT NULL,
  since    TEXT NOT NULL,
  until    TEXT
);

CREATE TABLE study_report (
  id           {{id}},
  uid          TEXT NOT NULL UNIQUE,
  campaign_id  BIGINT NOT NULL REFERENCES campaign (id),
  unit_id      BIGINT NOT NULL REFERENCES unit (id),
  -- The campaign at the office that reports, and the first, second … time that its numbers were fixed.
  report_uid   TEXT NOT NULL,
  closing      BIGINT NOT NULL,
  body         TEXT NOT NULL,
  roll         BIGINT NOT NULL,
  exempt       BIGINT NOT NULL,
  attended     BIGINT NOT NULL,
  made_up      BIGINT NOT NULL,
  absent       BIGINT NOT NULL,
  received_on  TEXT NOT NULL,
  -- When it was set aside, for a later one or with a reason; it then counts no more.
  aside_on     TEXT,
  aside_why    TEXT NOT NULL DEFAULT '',
  UNIQUE (report_uid, closing)
);
CREATE INDEX study_report_campaign ON study_report (campaign_id);
