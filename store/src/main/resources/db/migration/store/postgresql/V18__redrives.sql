-- The tenant and the order key of an event stay with it when it dies and is redriven. order_place is a
-- decimal number that rises within the key; redriven_from is the letter that it was redriven from.
ALTER TABLE invocation ADD COLUMN redriven_from text;
ALTER TABLE dead_letter ADD COLUMN tenant_id text;
ALTER TABLE dead_letter ADD COLUMN order_key text COLLATE "C";
ALTER TABLE dead_letter ADD COLUMN order_place text;
ALTER TABLE dead_letter ADD COLUMN redriven_from text;
CREATE INDEX dead_letter_order ON dead_letter (order_key, function_name, id) WHERE order_key IS NOT NULL;
CREATE INDEX dead_letter_redriven ON dead_letter (redrive_count) WHERE redrive_count > 0;

-- Runs that redrive many letters under watch. position is the last letter that was looked at; the
-- counts of a phase begin anew after the canary. rate is in letters per 1000 seconds. open: 0 when there
-- is nothing left to do or to count. owner is the epoch of the node that carries it out. Times are
-- milliseconds since 1970 by the store's clock.
CREATE TABLE redrive_run (
  id              text COLLATE "C" NOT NULL PRIMARY KEY,
  document        text NOT NULL,
  state           text NOT NULL,
  note            text,
  position        text COLLATE "C" NOT NULL,
  canary          bigint NOT NULL,
  sent            bigint NOT NULL,
  delivered       bigint NOT NULL,
  dead_again      bigint NOT NULL,
  skipped         bigint NOT NULL,
  gone            bigint NOT NULL,
  phase           bigint NOT NULL,
  phase_sent      bigint NOT NULL,
  phase_delivered bigint NOT NULL,
  phase_dead      bigint NOT NULL,
  rate            bigint NOT NULL,
  created_at      bigint NOT NULL,
  updated_at      bigint NOT NULL,
  open            bigint NOT NULL,
  owner           bigint,
  token           bigint NOT NULL
);
CREATE INDEX redrive_run_open ON redrive_run (id) WHERE open = 1;

-- The letters that a run has sent: sequence is that of the invocation. state: 0 on its way, 1 dead again
-- and not counted yet, 2 delivered, 3 dead again.
CREATE TABLE redrive_letter (
  run_id         text COLLATE "C" NOT NULL,
  number         bigint NOT NULL,
  letter_id      text NOT NULL,
  request_id     text NOT NULL,
  function_name  text NOT NULL,
  qualifier      text,
  sequence       bigint NOT NULL,
  phase          bigint NOT NULL,
  state          bigint NOT NULL,
  dead_letter_id text,
  PRIMARY KEY (run_id, number)
);
CREATE INDEX redrive_letter_request ON redrive_letter (request_id);
CREATE INDEX redrive_letter_open ON redrive_letter (run_id, number) WHERE state < 2;
CREATE INDEX redrive_letter_dead ON redrive_letter (run_id, number) WHERE dead_letter_id IS NOT NULL;
