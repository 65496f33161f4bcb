-- Each taking of a report is a row of its own: what counted when a campaign was closed stays as it was signed, and what was set
-- aside stays on record with its reason when the report is taken in again. Only those that count are one of a kind.
ALTER TABLE study_report RENAME COLUMN report_uid TO taken_as;
ALTER TABLE study_report ADD COLUMN report_uid TEXT NOT NULL DEFAULT '';
UPDATE study_report SET report_uid = taken_as;
CREATE UNIQUE INDEX study_report_once ON study_report (report_uid, closing) WHERE aside_on IS NULL;
