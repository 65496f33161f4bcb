-- The session that this one goes on from, because what it takes to come in has changed: nobody came in anew.
ALTER TABLE session ADD COLUMN follows BIGINT REFERENCES session (id);
