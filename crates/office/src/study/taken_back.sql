-- A mark that was taken back is gone from the record, as if nobody had been marked; the journal keeps both. A later mark of the
-- same person begins above this version, so that nobody who still sees the old one writes over the new one unseen.
ALTER TABLE campaign ADD COLUMN last_taken_back BIGINT NOT NULL DEFAULT 0;
