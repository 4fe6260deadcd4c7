-- What became of asynchronous events and batches, step by step, for a while. took: milliseconds of the
-- attempt that succeeded, or of the wait after one that did not.
CREATE TABLE invocation_step (
  sequence       bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  request_id     text NOT NULL,
  at             bigint NOT NULL,
  kind           text NOT NULL,
  function       text NOT NULL,
  trigger_id     text,
  attempt        bigint NOT NULL,
  took           bigint,
  detail         text,
  dead_letter_id text,
  events         bigint NOT NULL
);
CREATE INDEX invocation_step_request ON invocation_step (request_id, sequence);
