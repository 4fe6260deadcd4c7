-- A rule may have a schedule beside its pattern, or instead of it: the pattern is empty then. The schedule
-- counts from a time in milliseconds since 1970.
ALTER TABLE event_rule ADD COLUMN schedule text;
ALTER TABLE event_rule ADD COLUMN scheduled_since bigint;
