-- The span that an event came from: a traceparent, and a tracestate behind it; "link" there means that
-- the event was redriven from a dead letter with that span. Null for none.
ALTER TABLE invocation ADD COLUMN trace TEXT;
ALTER TABLE dead_letter ADD COLUMN trace TEXT;
-- Operators ask for the dead letters of a trace.
CREATE INDEX dead_letter_of_trace ON dead_letter (substr(trace, 4, 32)) WHERE trace IS NOT NULL;

-- The request whose end a message tells of; null for messages of earlier versions.
ALTER TABLE outbox ADD COLUMN request_id TEXT;
ALTER TABLE outbox ADD COLUMN trace TEXT;
