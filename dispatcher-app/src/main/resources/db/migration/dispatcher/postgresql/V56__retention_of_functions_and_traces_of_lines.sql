-- How long the dead letters of a function are kept that no trigger brought, in seconds; 0 for ever.
CREATE TABLE function_letter_retention (
  function text NOT NULL PRIMARY KEY,
  seconds  bigint NOT NULL
);

-- Events that a replay could not decrypt and went past.
ALTER TABLE event_replay ADD COLUMN left_out bigint NOT NULL DEFAULT 0;

-- The trace of the request of a line; none if its id follows from the request's.
ALTER TABLE function_log ADD COLUMN trace_id text;
CREATE INDEX function_log_trace ON function_log (trace_id, at, sequence) WHERE trace_id IS NOT NULL;
