-- Who had let in the session in which a way in was made: it is somebody else's as long as its owner has not said that it is
-- theirs. Nothing for what was made in a session of the owner's own.
ALTER TABLE passkey ADD COLUMN let_in_by BIGINT REFERENCES account (id);
ALTER TABLE provider_link ADD COLUMN let_in_by BIGINT REFERENCES account (id);
ALTER TABLE authenticator ADD COLUMN let_in_by BIGINT REFERENCES account (id);
ALTER TABLE account ADD COLUMN password_let_in_by BIGINT REFERENCES account (id);
ALTER TABLE account ADD COLUMN password_set_at BIGINT;
