-- The group of an event; null for none. The events of a group are delivered one after the other, in the
-- order of their numbers: state 2 is an event that is held behind others of its group.
ALTER TABLE invocation ADD COLUMN order_key TEXT;
CREATE INDEX invocation_order ON invocation (order_key, sequence) WHERE order_key IS NOT NULL;
