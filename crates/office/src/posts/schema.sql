-- What else is known of who holds a post: in which term, by which paper it ended; and the count of the changes.
ALTER TABLE post_holding ADD COLUMN term_id BIGINT REFERENCES unit_term (id);
ALTER TABLE post_holding ADD COLUMN ended_by TEXT;
ALTER TABLE post_holding ADD COLUMN version BIGINT NOT NULL DEFAULT 1;
CREATE INDEX post_holding_term ON post_holding (term_id);
