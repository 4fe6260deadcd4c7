-- Operators ask for the dead letter of a request.
CREATE INDEX dead_letter_request ON dead_letter (request_id);
