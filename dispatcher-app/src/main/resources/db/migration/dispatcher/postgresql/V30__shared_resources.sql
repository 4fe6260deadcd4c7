-- Resources that functions and triggers share. budget: the executions that all nodes together may run
-- against it at once. Times are milliseconds since 1970.
CREATE TABLE shared_resource (
  name       text NOT NULL PRIMARY KEY,
  budget     integer NOT NULL,
  version    bigint NOT NULL,
  created_at bigint NOT NULL,
  updated_at bigint NOT NULL
);

-- The part of a budget that a run of a node holds. number: of its last request, later ones are valid;
-- expires_at: it starts nothing after that; free_at: nothing that it started runs after that; wanted:
-- executions by function, as a JSON object.
CREATE TABLE resource_share (
  resource   text NOT NULL,
  node       text NOT NULL,
  number     bigint NOT NULL,
  held       integer NOT NULL,
  expires_at bigint NOT NULL,
  free_at    bigint NOT NULL,
  wanted     text NOT NULL,
  PRIMARY KEY (resource, node)
);

-- The resource that a trigger uses; and where the tenant of an event is in it, a JSON pointer.
ALTER TABLE source_trigger ADD COLUMN resource text;
ALTER TABLE source_trigger ADD COLUMN tenant_key text;
