-- Alerts, each with the state in which it was found last. level: the share of its threshold that was
-- passed, in percent; 0 for none. since: when the state began. All times are milliseconds since 1970.
CREATE TABLE alert (
  name       TEXT NOT NULL PRIMARY KEY,
  document   TEXT NOT NULL,
  revision   INTEGER NOT NULL,
  level      INTEGER NOT NULL,
  since      INTEGER NOT NULL,
  detail     TEXT,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL
);

-- What is told of alerts, a row for each receiver. state: 0 waiting, 1 sent, 2 given up.
CREATE TABLE alert_notice (
  sequence   INTEGER PRIMARY KEY AUTOINCREMENT,
  alert      TEXT NOT NULL,
  channel    TEXT NOT NULL,
  notice     TEXT NOT NULL,
  state      INTEGER NOT NULL,
  created_at INTEGER NOT NULL,
  due_at     INTEGER NOT NULL,
  tries      INTEGER NOT NULL,
  tried_at   INTEGER,
  answer     TEXT
);
CREATE INDEX alert_notice_due ON alert_notice (due_at) WHERE state = 0;
CREATE INDEX alert_notice_alert ON alert_notice (alert, sequence);

-- What each node knows of its triggers and the node that checks the alerts has to know. failures: since
-- the trigger has this revision.
CREATE TABLE alert_signal (
  trigger_id TEXT NOT NULL,
  node       TEXT NOT NULL,
  revision   INTEGER NOT NULL,
  failures   INTEGER NOT NULL,
  residual   INTEGER NOT NULL,
  at         INTEGER NOT NULL,
  PRIMARY KEY (trigger_id, node)
);

-- The milliseconds that an attempt took which failed; null if they are not known.
ALTER TABLE invocation_step ADD COLUMN duration INTEGER;

-- The last records that filters of triggers have looked at. taken: 1 if the filter wanted it. filters and
-- source: the patterns and the form of the records as they were then, JSON.
CREATE TABLE record_sample (
  sequence   INTEGER PRIMARY KEY AUTOINCREMENT,
  trigger_id TEXT NOT NULL,
  taken      INTEGER NOT NULL,
  at         INTEGER NOT NULL,
  filters    TEXT NOT NULL,
  source     TEXT NOT NULL,
  record     BLOB NOT NULL
);
CREATE INDEX record_sample_trigger ON record_sample (trigger_id, taken, sequence);
