-- The tenant of an event; null for none. Waiting events of tenants are found by tenant, the others as
-- before: each row is in one of the two indexes.
ALTER TABLE invocation ADD COLUMN tenant_id text COLLATE "C";
DROP INDEX invocation_due;
CREATE INDEX invocation_due ON invocation (function_name, due_at)
  WHERE state = 0 AND tenant_id IS NULL;
CREATE INDEX invocation_tenant ON invocation (function_name, tenant_id, due_at)
  WHERE state = 0 AND tenant_id IS NOT NULL;
