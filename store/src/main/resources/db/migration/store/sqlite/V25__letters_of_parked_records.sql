-- The dead letter of a record that waits, which stays as long as the record.
CREATE INDEX parked_record_letter ON parked_record (dead_letter_id) WHERE dead_letter_id IS NOT NULL;
