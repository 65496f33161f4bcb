-- A job with a key is waiting once at most, however many nodes ask for it.
ALTER TABLE job ADD COLUMN key TEXT;
CREATE UNIQUE INDEX job_key ON job (key) WHERE done_at IS NULL;
