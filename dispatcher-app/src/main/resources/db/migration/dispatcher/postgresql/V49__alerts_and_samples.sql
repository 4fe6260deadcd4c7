-- Alerts, each with the state in which it was found last. level: the share of its threshold that was
-- passed, in percent; 0 for none. since: when the state began. All times are milliseconds since 1970.
CREATE TABLE alert (
  name       text NOT NULL PRIMARY KEY,
  document   text NOT NULL,
  revision   bigint NOT NULL,
  level      bigint NOT NULL,
  since      bigint NOT NULL,
  detail     text,
  created_at bigint NOT NULL,
  updated_at bigint NOT NULL
);

-- What is told of alerts, a row for each receiver. state: 0 waiting, 1 sent, 2 given up.
CREATE TABLE alert_notice (
  sequence   bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  alert      text NOT NULL,
  channel    text NOT NULL,
  notice     text NOT NULL,
  state      bigint NOT NULL,
  created_at bigint NOT NULL,
  due_at     bigint NOT NULL,
  tries      bigint NOT NULL,
  tried_at   bigint,
  answer     text
);
CREATE INDEX alert_notice_due ON alert_notice (due_at) WHERE state = 0;
CREATE INDEX alert_notice_alert ON alert_notice (alert, sequence);

-- What each node knows of its triggers and the node that checks the alerts has to know. failures: since
-- the trigger has this revision.
CREATE TABLE alert_signal (
  trigger_id text NOT NULL,
  node       text NOT NULL,
  revision   bigint NOT NULL,
  failures   bigint NOT NULL,
  residual   bigint NOT NULL,
  at         bigint NOT NULL,
  PRIMARY KEY (trigger_id, node)
);

-- The milliseconds that an attempt took which failed; null if they are not known.
ALTER TABLE invocation_step ADD COLUMN duration bigint;

-- The last records that filters of triggers have looked at. taken: 1 if the filter wanted it. filters and
-- source: the patterns and the form of the records as they were then, JSON.
CREATE TABLE record_sample (
  sequence   bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  trigger_id text NOT NULL,
  taken      bigint NOT NULL,
  at         bigint NOT NULL,
  filters    text NOT NULL,
  source     text NOT NULL,
  record     bytea NOT NULL
);
CREATE INDEX record_sample_trigger ON record_sample (trigger_id, taken, sequence);
