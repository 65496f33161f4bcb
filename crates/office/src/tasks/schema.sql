-- Tasks that papers give: who leads, with whom, until when, how far it has come.
CREATE TABLE task (
  id          {{id}},
  uid         TEXT NOT NULL UNIQUE,
  paper_id    BIGINT NOT NULL REFERENCES paper (id),
  -- Whose register the paper is in: who gave the task.
  giver_unit  BIGINT NOT NULL REFERENCES unit (id),
  -- Who leads it.
  unit_id     BIGINT NOT NULL REFERENCES unit (id),
  clause      TEXT NOT NULL,
  what        TEXT NOT NULL,
  output      TEXT NOT NULL,
  -- Who directed it on the paper.
  directed    TEXT NOT NULL,
  given_on    TEXT NOT NULL,
  due_day     TEXT NOT NULL,
  basis       TEXT NOT NULL CHECK (basis IN ('stated', 'default')),
  state       TEXT NOT NULL CHECK (state IN ('new', 'doing', 'submitted', 'done', 'cancelled')),
  ruleset     TEXT NOT NULL,
  version     BIGINT NOT NULL DEFAULT 1
);
CREATE INDEX task_paper ON task (paper_id);
CREATE INDEX task_state ON task (state);
CREATE INDEX task_unit ON task (unit_id);

-- Who works on it with the one that leads.
CREATE TABLE task_partner (
  task_id  BIGINT NOT NULL REFERENCES task (id),
  unit_id  BIGINT NOT NULL REFERENCES unit (id),
  PRIMARY KEY (task_id, unit_id)
);

-- What was done with it, and how its end moved.
CREATE TABLE task_step (
  id          {{id}},
  task_id     BIGINT NOT NULL REFERENCES task (id),
  step        TEXT NOT NULL,
  words       TEXT NOT NULL,
  old_due     TEXT,
  new_due     TEXT,
  account_id  BIGINT,
  at          BIGINT NOT NULL
);
CREATE INDEX task_step_task ON task_step (task_id);
