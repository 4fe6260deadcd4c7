-- trimmed: gaps, places where records were removed from a stream before they were read; inexact: 1 if a node
-- that counted for the trigger was found dead in that minute, so that its last counts may be missing.
ALTER TABLE trigger_ledger ADD COLUMN trimmed BIGINT NOT NULL DEFAULT 0;
ALTER TABLE trigger_ledger ADD COLUMN inexact INTEGER NOT NULL DEFAULT 0;
