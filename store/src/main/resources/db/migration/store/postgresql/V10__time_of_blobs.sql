-- The time at which a blob was last put, at its first part: one that nothing names goes some time after.
ALTER TABLE blob ADD COLUMN put_at bigint NOT NULL DEFAULT 0;
UPDATE blob SET put_at = store_now();
