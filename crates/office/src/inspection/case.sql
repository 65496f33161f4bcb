-- Closed rooms: what concerns one unit or person in inspection, discipline or cadre work is a case, and a case opens to
-- its members alone. Reach over the unit does not open it.
CREATE TABLE closed_case (
  id               {{id}},
  uid              TEXT NOT NULL UNIQUE,
  kind             TEXT NOT NULL CHECK (kind IN ('inspection', 'discipline', 'cadre')),
  number           TEXT NOT NULL,
  unit_id          BIGINT NOT NULL REFERENCES unit (id),
  person_id        BIGINT REFERENCES person (id),
  confidentiality  TEXT NOT NULL CHECK (confidentiality IN ('heads', 'members')),
  opened_on        TEXT NOT NULL
);
CREATE INDEX closed_case_unit ON closed_case (unit_id);
CREATE INDEX closed_case_person ON closed_case (person_id);

-- To whom a case is open, and since when; by whom it was opened to them stands in the journal.
CREATE TABLE case_member (
  id          {{id}},
  case_id     BIGINT NOT NULL REFERENCES closed_case (id),
  account_id  BIGINT NOT NULL REFERENCES account (id),
  from_day    TEXT NOT NULL,
  to_day      TEXT
);
CREATE INDEX case_member_case ON case_member (case_id);
CREATE INDEX case_member_account ON case_member (account_id);

-- Each decision belongs to a case. Those from before get one each, open to nobody until somebody is let in.
ALTER TABLE discipline ADD COLUMN case_id BIGINT REFERENCES closed_case (id);
INSERT INTO closed_case (uid, kind, number, unit_id, person_id, confidentiality, opened_on)
  SELECT uid, 'discipline', uid, unit_id, person_id, 'heads', signed_on FROM discipline;
UPDATE discipline SET case_id = (SELECT c.id FROM closed_case c WHERE c.uid = discipline.uid);
CREATE INDEX discipline_case ON discipline (case_id);
