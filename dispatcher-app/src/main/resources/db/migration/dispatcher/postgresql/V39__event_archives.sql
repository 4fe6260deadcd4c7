-- Archives of event buses, the events that they keep, and replays of these. rules is a JSON list of the
-- names of rules, null for all. Times are milliseconds since 1970.
CREATE TABLE event_archive (
  name           text NOT NULL PRIMARY KEY,
  bus            text NOT NULL,
  pattern        text,
  retention_days bigint NOT NULL,
  description    text NOT NULL,
  created_at     bigint NOT NULL
);
CREATE TABLE archived_event (
  archive     text NOT NULL,
  event_time  bigint NOT NULL,
  id          text NOT NULL,
  archived_at bigint NOT NULL,
  body        text NOT NULL,
  PRIMARY KEY (archive, event_time, id)
);
CREATE INDEX archived_event_age ON archived_event (archive, archived_at);
CREATE TABLE event_replay (
  name          text NOT NULL PRIMARY KEY,
  archive       text NOT NULL,
  bus           text NOT NULL,
  rules         text,
  description   text NOT NULL,
  state         text NOT NULL,
  reason        text NOT NULL,
  from_time     bigint NOT NULL,
  to_time       bigint NOT NULL,
  position_time bigint NOT NULL,
  position_id   text NOT NULL,
  started_at    bigint NOT NULL,
  ended_at      bigint
);
