-- Where what was agreed on is seen, and when whoever asked made use of what it lets them do once.
ALTER TABLE proposal ADD COLUMN result TEXT NOT NULL DEFAULT '';
ALTER TABLE proposal ADD COLUMN used_at BIGINT;
