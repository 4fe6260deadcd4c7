-- Archives of event buses, the events that they keep, and replays of these. rules is a JSON list of the
-- names of rules, null for all. Times are milliseconds since 1970.
CREATE TABLE event_archive (
  name           TEXT NOT NULL PRIMARY KEY,
  bus            TEXT NOT NULL,
  pattern        TEXT,
  retention_days INTEGER NOT NULL,
  description    TEXT NOT NULL,
  created_at     INTEGER NOT NULL
);
CREATE TABLE archived_event (
  archive     TEXT NOT NULL,
  event_time  INTEGER NOT NULL,
  id          TEXT NOT NULL,
  archived_at INTEGER NOT NULL,
  body        TEXT NOT NULL,
  PRIMARY KEY (archive, event_time, id)
);
CREATE INDEX archived_event_age ON archived_event (archive, archived_at);
CREATE TABLE event_replay (
  name          TEXT NOT NULL PRIMARY KEY,
  archive       TEXT NOT NULL,
  bus           TEXT NOT NULL,
  rules         TEXT,
  description   TEXT NOT NULL,
  state         TEXT NOT NULL,
  reason        TEXT NOT NULL,
  from_time     INTEGER NOT NULL,
  to_time       INTEGER NOT NULL,
  position_time INTEGER NOT NULL,
  position_id   TEXT NOT NULL,
  started_at    INTEGER NOT NULL,
  ended_at      INTEGER
);
