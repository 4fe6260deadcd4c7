-- What became of asynchronous events and batches, step by step, for a while. took: milliseconds of the
-- attempt that succeeded, or of the wait after one that did not.
CREATE TABLE invocation_step (
  sequence       INTEGER PRIMARY KEY AUTOINCREMENT,
  request_id     TEXT NOT NULL,
  at             INTEGER NOT NULL,
  kind           TEXT NOT NULL,
  function       TEXT NOT NULL,
  trigger_id     TEXT,
  attempt        INTEGER NOT NULL,
  took           INTEGER,
  detail         TEXT,
  dead_letter_id TEXT,
  events         INTEGER NOT NULL
);
CREATE INDEX invocation_step_request ON invocation_step (request_id, sequence);
