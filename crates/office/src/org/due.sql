-- Whether a thing waits for the day of the change to be handed over: until then the unit that is to end goes on with it.
ALTER TABLE unit_handed ADD COLUMN waits BIGINT NOT NULL DEFAULT 0;
