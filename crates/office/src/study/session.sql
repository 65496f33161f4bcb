-- Sessions of a campaign, held by one unit; how somebody was found to be there; and each person's own code.
CREATE TABLE study_session (
  id           {{id}},
  uid          TEXT NOT NULL UNIQUE,
  campaign_id  BIGINT NOT NULL REFERENCES campaign (id),
  unit_id      BIGINT NOT NULL REFERENCES unit (id),
  kind         TEXT NOT NULL CHECK (kind IN ('hall', 'online', 'loudspeaker', 'self_study', 'make_up')),
  on_day       TEXT NOT NULL,
  at_time      TEXT NOT NULL,
  place        TEXT NOT NULL,
  lecturer     TEXT NOT NULL,
  materials    TEXT NOT NULL,
  -- Draws the changing code of the hall's screen.
  secret       TEXT NOT NULL,
  version      BIGINT NOT NULL DEFAULT 1
);
CREATE INDEX study_session_campaign ON study_session (campaign_id, unit_id);

-- The code on a person's badge and on printed lists. It says who is meant and opens nothing.
CREATE TABLE study_badge (
  id         {{id}},
  person_id  BIGINT NOT NULL UNIQUE REFERENCES person (id),
  code       TEXT NOT NULL UNIQUE
);

-- How it was noted: on the cell's sheet, by the code of the screen, by a badge, from a printed list; in which session.
ALTER TABLE attendance ADD COLUMN way TEXT NOT NULL DEFAULT 'sheet' CHECK (way IN ('sheet', 'screen', 'badge', 'print'));
ALTER TABLE attendance ADD COLUMN session_id BIGINT;
ALTER TABLE attendance ADD COLUMN seen_at BIGINT;
