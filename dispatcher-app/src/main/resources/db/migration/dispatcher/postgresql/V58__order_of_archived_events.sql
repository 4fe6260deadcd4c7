-- Events of one time are replayed in the order in which they were taken; those of before, by their ids.
ALTER TABLE archived_event ADD COLUMN taken bigint NOT NULL DEFAULT 0;
CREATE INDEX archived_event_order ON archived_event (archive, event_time, taken, id);
ALTER TABLE event_replay ADD COLUMN position_taken bigint NOT NULL DEFAULT 0;
