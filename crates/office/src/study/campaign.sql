-- A campaign as a person makes it: its state, whom it is for, which roll counts, until when, what each hands in.
-- Those that were there before are under way, for all members of their unit, on the roll of their cut-off day.
ALTER TABLE campaign ADD COLUMN state TEXT NOT NULL DEFAULT 'running'
  CHECK (state IN ('draft', 'issued', 'running', 'closed', 'reported'));
ALTER TABLE campaign ADD COLUMN audience TEXT NOT NULL DEFAULT 'members'
  CHECK (audience IN ('members', 'cadres', 'mass_organisations'));
ALTER TABLE campaign ADD COLUMN roll_rule TEXT NOT NULL DEFAULT 'frozen' CHECK (roll_rule IN ('frozen', 'current'));
ALTER TABLE campaign ADD COLUMN study_by TEXT;
ALTER TABLE campaign ADD COLUMN write_by TEXT;
ALTER TABLE campaign ADD COLUMN report_by TEXT;
ALTER TABLE campaign ADD COLUMN questions TEXT NOT NULL DEFAULT '';
ALTER TABLE campaign ADD COLUMN issued_on TEXT;
ALTER TABLE campaign ADD COLUMN closed_on TEXT;
ALTER TABLE campaign ADD COLUMN reported_on TEXT;
ALTER TABLE campaign ADD COLUMN report_paper TEXT NOT NULL DEFAULT '';
ALTER TABLE campaign ADD COLUMN version BIGINT NOT NULL DEFAULT 1;

-- The branches that it is for; a campaign without any is for the whole branch of its unit.
CREATE TABLE campaign_branch (
  campaign_id  BIGINT NOT NULL REFERENCES campaign (id),
  unit_id      BIGINT NOT NULL REFERENCES unit (id),
  PRIMARY KEY (campaign_id, unit_id)
);

-- The kinds of unit that it is for, each with what stands below it; without any, all.
CREATE TABLE campaign_kind (
  campaign_id  BIGINT NOT NULL REFERENCES campaign (id),
  kind         TEXT NOT NULL,
  PRIMARY KEY (campaign_id, kind)
);

-- What each member hands in.
CREATE TABLE campaign_handin (
  campaign_id  BIGINT NOT NULL REFERENCES campaign (id),
  kind         TEXT NOT NULL,
  PRIMARY KEY (campaign_id, kind)
);
INSERT INTO campaign_handin (campaign_id, kind) SELECT id, 'reflection' FROM campaign;
INSERT INTO campaign_handin (campaign_id, kind) SELECT id, 'cultivation_plan' FROM campaign;
INSERT INTO campaign_handin (campaign_id, kind) SELECT id, 'pledge_notebook' FROM campaign;

-- The numbers as they stood when a campaign was closed: a line for each unit, with all below it. Closed again after a
-- correction, it gets lines of a new day; the old ones stay.
CREATE TABLE campaign_result (
  campaign_id  BIGINT NOT NULL REFERENCES campaign (id),
  unit_id      BIGINT NOT NULL REFERENCES unit (id),
  closing      BIGINT NOT NULL,
  roll         BIGINT NOT NULL,
  exempt       BIGINT NOT NULL,
  attended     BIGINT NOT NULL,
  made_up      BIGINT NOT NULL,
  absent       BIGINT NOT NULL,
  PRIMARY KEY (campaign_id, closing, unit_id)
);
