-- Whether readers have the earlier editions no longer once a correction is agreed to: something in them is to be hidden.
ALTER TABLE archive_correction ADD COLUMN alone BIGINT NOT NULL DEFAULT 0;
