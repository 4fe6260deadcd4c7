-- Event buses and their rules. The targets of rules are triggers. pattern and tags are JSON; revision is
-- another number after each change of either table, so that nodes see at once whether there was one.
-- Times are milliseconds since 1970.
CREATE TABLE event_bus (
  name        text NOT NULL PRIMARY KEY,
  description text NOT NULL,
  tags        text NOT NULL,
  created_at  bigint NOT NULL,
  updated_at  bigint NOT NULL
);
CREATE TABLE event_rule (
  bus         text NOT NULL,
  name        text NOT NULL,
  pattern     text NOT NULL,
  enabled     bigint NOT NULL,
  description text NOT NULL,
  tags        text NOT NULL,
  PRIMARY KEY (bus, name)
);
CREATE TABLE event_bus_revision (revision bigint NOT NULL);
INSERT INTO event_bus_revision VALUES (1);
INSERT INTO event_bus SELECT 'default', '', '{}', now, now
FROM (SELECT (extract(epoch FROM now()))::bigint * 1000 AS now) AS t;
