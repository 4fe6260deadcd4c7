-- Keys of requests of every kind, not of triggers alone, and the lease of the node that carries one out now.
DELETE FROM idempotency_key;
ALTER TABLE idempotency_key RENAME COLUMN trigger_id TO scope;
ALTER TABLE idempotency_key ADD COLUMN runner bigint;
