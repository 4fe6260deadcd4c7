-- Operators ask for the dead letters of an order key, newest first.
CREATE INDEX dead_letter_of_key ON dead_letter (order_key, id) WHERE order_key IS NOT NULL;
