-- The characters of an event, since its body may be encrypted.
ALTER TABLE archived_event ADD COLUMN size INTEGER NOT NULL DEFAULT 0;
UPDATE archived_event SET size = length(body);
