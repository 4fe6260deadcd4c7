-- All times are milliseconds since 1970 by the store's clock.

-- state: 0 waiting, 1 running (claimed by the node whose epoch is in owner).
CREATE TABLE invocation (
  sequence        INTEGER PRIMARY KEY,
  state           INTEGER NOT NULL,
  due_at          INTEGER NOT NULL,
  owner           INTEGER,
  lease_token     INTEGER NOT NULL,
  request_id      TEXT    NOT NULL,
  function_name   TEXT    NOT NULL,
  qualifier       TEXT,
  trigger_id      TEXT,
  accepted_at     INTEGER NOT NULL,
  counted         INTEGER NOT NULL DEFAULT 0,
  not_run_streak  INTEGER NOT NULL DEFAULT 0,
  recursion_depth INTEGER NOT NULL,
  redrive_count   INTEGER NOT NULL,
  attempts        TEXT,
  payload         BLOB    NOT NULL
);
CREATE INDEX invocation_due ON invocation (function_name, due_at) WHERE state = 0;

CREATE TABLE dedup_key (
  trigger_id  TEXT    NOT NULL,
  key         TEXT    NOT NULL,
  accepted_at INTEGER NOT NULL,
  PRIMARY KEY (trigger_id, key)
) WITHOUT ROWID;
CREATE INDEX dedup_key_age ON dedup_key (accepted_at);

-- Time-ordered ids: pages by id are pages by time.
CREATE TABLE dead_letter (
  id            TEXT    NOT NULL PRIMARY KEY,
  request_id    TEXT    NOT NULL,
  function_name TEXT    NOT NULL,
  qualifier     TEXT,
  trigger_id    TEXT,
  reason        TEXT    NOT NULL,
  last_error    TEXT,
  payload       BLOB    NOT NULL,
  last_response BLOB,
  attempts      TEXT    NOT NULL,
  accepted_at   INTEGER NOT NULL,
  died_at       INTEGER NOT NULL,
  redrive_count INTEGER NOT NULL
);
CREATE INDEX dead_letter_function ON dead_letter (function_name, id);
CREATE INDEX dead_letter_trigger ON dead_letter (trigger_id, id) WHERE trigger_id IS NOT NULL;
CREATE INDEX dead_letter_reason ON dead_letter (reason, id);

-- What became of dead letters that are gone: discarded by somebody, or redriven.
CREATE TABLE dead_letter_audit (
  id            TEXT    NOT NULL,
  request_id    TEXT    NOT NULL,
  function_name TEXT    NOT NULL,
  action        TEXT    NOT NULL,
  detail        TEXT    NOT NULL,
  at            INTEGER NOT NULL
);
CREATE INDEX dead_letter_audit_id ON dead_letter_audit (id);

-- state: 0 waiting, 1 claimed, 2 given up.
CREATE TABLE outbox (
  sequence        INTEGER PRIMARY KEY,
  state           INTEGER NOT NULL,
  due_at          INTEGER NOT NULL,
  owner           INTEGER,
  lease_token     INTEGER NOT NULL,
  tries           INTEGER NOT NULL,
  id              TEXT    NOT NULL,
  destination     TEXT    NOT NULL,
  headers         TEXT    NOT NULL,
  recursion_depth INTEGER NOT NULL,
  dead_letter_id  TEXT,
  last_error      TEXT,
  body            BLOB    NOT NULL
);
CREATE INDEX outbox_due ON outbox (due_at) WHERE state = 0;

CREATE TABLE source_state (
  trigger_id TEXT NOT NULL,
  key        TEXT NOT NULL,
  value      TEXT NOT NULL,
  PRIMARY KEY (trigger_id, key)
) WITHOUT ROWID;

-- The epoch of the one process that may open this store; raised at every start.
CREATE TABLE node_epoch (
  only_row INTEGER NOT NULL PRIMARY KEY CHECK (only_row = 1),
  epoch    INTEGER NOT NULL
);
INSERT INTO node_epoch (only_row, epoch) VALUES (1, 0);
