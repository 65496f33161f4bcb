-- What an older site said of a banner: what its picture shows, the first and the last day on which it stood.
ALTER TABLE old_piece ADD COLUMN alt TEXT NOT NULL DEFAULT '';
ALTER TABLE old_piece ADD COLUMN from_day TEXT NOT NULL DEFAULT '';
ALTER TABLE old_piece ADD COLUMN to_day TEXT NOT NULL DEFAULT '';
