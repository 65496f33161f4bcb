-- What a step that a change closed a transfer with can be taken back to: the state before, and which change of units or batch it was.
ALTER TABLE transfer_step ADD COLUMN had_state TEXT;
ALTER TABLE transfer_step ADD COLUMN event_id BIGINT;
ALTER TABLE transfer_step ADD COLUMN batch TEXT;
