-- Which change of the member's standing a step closed a transfer with.
ALTER TABLE transfer_step ADD COLUMN standing_id BIGINT;
