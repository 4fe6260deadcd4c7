-- The dead letters that events were made of by a redrive, for a while.
CREATE TABLE redriven_event (
  request_id      text NOT NULL PRIMARY KEY,
  dead_letter_id  text NOT NULL,
  from_request_id text NOT NULL,
  function        text NOT NULL,
  trigger_id      text,
  at              bigint NOT NULL
);
CREATE INDEX redriven_event_at ON redriven_event (at);
