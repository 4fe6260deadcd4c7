-- The dead letters that events were made of by a redrive, for a while.
CREATE TABLE redriven_event (
  request_id      TEXT NOT NULL PRIMARY KEY,
  dead_letter_id  TEXT NOT NULL,
  from_request_id TEXT NOT NULL,
  function        TEXT NOT NULL,
  trigger_id      TEXT,
  at              INTEGER NOT NULL
);
CREATE INDEX redriven_event_at ON redriven_event (at);
