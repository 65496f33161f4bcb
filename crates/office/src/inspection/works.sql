-- Whether a case was opened to somebody because they do the work of closed rooms, or to read it: the former lasts no longer than
-- such work. Whoever began a case did it, and so did those who held one of its roles then.
ALTER TABLE case_member ADD COLUMN works BIGINT NOT NULL DEFAULT 0;
UPDATE case_member SET works = 1
  WHERE EXISTS (SELECT 1 FROM role_holding h
                WHERE h.account_id = case_member.account_id AND h.role IN ('inspector', 'inspection_head')
                  AND h.from_day <= case_member.from_day AND (h.to_day IS NULL OR h.to_day > case_member.from_day))
     OR EXISTS (SELECT 1 FROM journal j
                WHERE j.verb = 'inspection.case.begin' AND j.subject_id = case_member.case_id
                  AND j.actor = case_member.account_id);
