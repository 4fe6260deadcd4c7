-- Event buses and their rules. The targets of rules are triggers. pattern and tags are JSON; revision is
-- another number after each change of either table, so that nodes see at once whether there was one.
-- Times are milliseconds since 1970.
CREATE TABLE event_bus (
  name        TEXT NOT NULL PRIMARY KEY,
  description TEXT NOT NULL,
  tags        TEXT NOT NULL,
  created_at  INTEGER NOT NULL,
  updated_at  INTEGER NOT NULL
);
CREATE TABLE event_rule (
  bus         TEXT NOT NULL,
  name        TEXT NOT NULL,
  pattern     TEXT NOT NULL,
  enabled     INTEGER NOT NULL,
  description TEXT NOT NULL,
  tags        TEXT NOT NULL,
  PRIMARY KEY (bus, name)
);
CREATE TABLE event_bus_revision (revision INTEGER NOT NULL);
INSERT INTO event_bus_revision VALUES (1);
INSERT INTO event_bus SELECT 'default', '', '{}', now, now
FROM (SELECT CAST(strftime('%s', 'now') AS INTEGER) * 1000 AS now);
