-- Shadow redrives: a candidate runs the events of dead letters, which stay as they are. function_name is the
-- candidate's. position is the last letter before which all have an outcome. Times are milliseconds since 1970.
CREATE TABLE shadow_redrive (
  id            TEXT NOT NULL PRIMARY KEY,
  document      TEXT NOT NULL,
  function_name TEXT NOT NULL,
  state         TEXT NOT NULL,
  note          TEXT,
  position      TEXT NOT NULL,
  succeeded     INTEGER NOT NULL,
  same_failure  INTEGER NOT NULL,
  other_failure INTEGER NOT NULL,
  not_run       INTEGER NOT NULL,
  created_at    INTEGER NOT NULL,
  until_at      INTEGER NOT NULL,
  updated_at    INTEGER NOT NULL
);
CREATE UNIQUE INDEX shadow_redrive_running ON shadow_redrive (function_name) WHERE state = 'RUNNING';

-- What became of a letter under the candidate. The error that it died of, and the candidate's, are fingerprints:
-- their class and the part of their message that is the same for every event. message is the candidate's own.
-- kind is the same for letters that went the same way.
CREATE TABLE shadow_outcome (
  shadow_id      TEXT NOT NULL,
  letter_id      TEXT NOT NULL,
  request_id     TEXT NOT NULL,
  result         TEXT NOT NULL,
  before_type    TEXT NOT NULL,
  before_pattern TEXT NOT NULL,
  after_type     TEXT,
  after_pattern  TEXT,
  kind           TEXT NOT NULL,
  message        TEXT,
  millis         INTEGER NOT NULL,
  PRIMARY KEY (shadow_id, letter_id)
);

-- How long the dead letters of a trigger are kept, in seconds; 0 for ever, and none as long as others.
ALTER TABLE source_trigger ADD COLUMN dead_letter_retention INTEGER;
ALTER TABLE deleted_trigger ADD COLUMN dead_letter_retention INTEGER;
