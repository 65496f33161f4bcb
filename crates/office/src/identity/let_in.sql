-- Who made what somebody came in by: whoever holds a link or a slip may be who made it. Nothing where a second step, a
-- password or a passkey of its owner was shown.
ALTER TABLE sign_in_link ADD COLUMN made_by BIGINT REFERENCES account (id);
ALTER TABLE session ADD COLUMN let_in_by BIGINT REFERENCES account (id);
CREATE INDEX session_let_in_by ON session (let_in_by);
