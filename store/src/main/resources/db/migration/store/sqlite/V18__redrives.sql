-- The tenant and the order key of an event stay with it when it dies and is redriven. order_place is a
-- decimal number that rises within the key; redriven_from is the letter that it was redriven from.
ALTER TABLE invocation ADD COLUMN redriven_from TEXT;
ALTER TABLE dead_letter ADD COLUMN tenant_id TEXT;
ALTER TABLE dead_letter ADD COLUMN order_key TEXT;
ALTER TABLE dead_letter ADD COLUMN order_place TEXT;
ALTER TABLE dead_letter ADD COLUMN redriven_from TEXT;
CREATE INDEX dead_letter_order ON dead_letter (order_key, function_name, id) WHERE order_key IS NOT NULL;
CREATE INDEX dead_letter_redriven ON dead_letter (redrive_count) WHERE redrive_count > 0;

-- Runs that redrive many letters under watch. position is the last letter that was looked at; the
-- counts of a phase begin anew after the canary. rate is in letters per 1000 seconds. open: 0 when there
-- is nothing left to do or to count. owner is the epoch of the node that carries it out. Times are
-- milliseconds since 1970 by the store's clock.
CREATE TABLE redrive_run (
  id              TEXT NOT NULL PRIMARY KEY,
  document        TEXT NOT NULL,
  state           TEXT NOT NULL,
  note            TEXT,
  position        TEXT NOT NULL,
  canary          INTEGER NOT NULL,
  sent            INTEGER NOT NULL,
  delivered       INTEGER NOT NULL,
  dead_again      INTEGER NOT NULL,
  skipped         INTEGER NOT NULL,
  gone            INTEGER NOT NULL,
  phase           INTEGER NOT NULL,
  phase_sent      INTEGER NOT NULL,
  phase_delivered INTEGER NOT NULL,
  phase_dead      INTEGER NOT NULL,
  rate            INTEGER NOT NULL,
  created_at      INTEGER NOT NULL,
  updated_at      INTEGER NOT NULL,
  open            INTEGER NOT NULL,
  owner           INTEGER,
  token           INTEGER NOT NULL
);
CREATE INDEX redrive_run_open ON redrive_run (id) WHERE open = 1;

-- The letters that a run has sent: sequence is that of the invocation. state: 0 on its way, 1 dead again
-- and not counted yet, 2 delivered, 3 dead again.
CREATE TABLE redrive_letter (
  run_id         TEXT NOT NULL,
  number         INTEGER NOT NULL,
  letter_id      TEXT NOT NULL,
  request_id     TEXT NOT NULL,
  function_name  TEXT NOT NULL,
  qualifier      TEXT,
  sequence       INTEGER NOT NULL,
  phase          INTEGER NOT NULL,
  state          INTEGER NOT NULL,
  dead_letter_id TEXT,
  PRIMARY KEY (run_id, number)
);
CREATE INDEX redrive_letter_request ON redrive_letter (request_id);
CREATE INDEX redrive_letter_open ON redrive_letter (run_id, number) WHERE state < 2;
CREATE INDEX redrive_letter_dead ON redrive_letter (run_id, number) WHERE dead_letter_id IS NOT NULL;
