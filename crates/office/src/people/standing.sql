-- By which change a standing began, under which rule, and what an amendment did to it. A row that was amended ends on
-- its first day, like any row that never came to hold; nothing is deleted.
ALTER TABLE member_state ADD COLUMN change_key TEXT;
ALTER TABLE member_state ADD COLUMN ruleset TEXT;
ALTER TABLE member_state ADD COLUMN noted_at BIGINT;
ALTER TABLE member_state ADD COLUMN amended_at BIGINT;
ALTER TABLE member_state ADD COLUMN amended_by TEXT;

-- What a change of standing brought with it: rows of other tables that it ended or began, as they were before.
CREATE TABLE member_state_step (
  id         {{id}},
  state_id   BIGINT NOT NULL REFERENCES member_state (id),
  span       TEXT NOT NULL,
  row_id     BIGINT NOT NULL,
  began      BIGINT NOT NULL,
  to_before  TEXT
);
CREATE INDEX member_state_step_state ON member_state_step (state_id);
