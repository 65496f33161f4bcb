-- A campaign that was issued by mistake is cancelled with a reason, a draft dropped without one. What it was before stays in
-- `state`; what was marked stays on record and counts nowhere.
ALTER TABLE campaign ADD COLUMN cancelled_on TEXT;
ALTER TABLE campaign ADD COLUMN cancel_reason TEXT NOT NULL DEFAULT '';
