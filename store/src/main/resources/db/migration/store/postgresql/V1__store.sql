-- All times are milliseconds since 1970 by the database server's clock (rule R3).
CREATE FUNCTION store_now() RETURNS bigint LANGUAGE sql STABLE
  AS 'SELECT (extract(epoch FROM now()) * 1000)::bigint';

-- state: 0 waiting, 1 running (claimed by the node whose epoch is in owner).
CREATE TABLE invocation (
  sequence        bigint  GENERATED ALWAYS AS IDENTITY (CACHE 1) PRIMARY KEY,
  due_at          bigint  NOT NULL,
  owner           bigint,
  lease_token     bigint  NOT NULL,
  accepted_at     bigint  NOT NULL,
  state           integer NOT NULL,
  counted         integer NOT NULL DEFAULT 0,
  not_run_streak  integer NOT NULL DEFAULT 0,
  recursion_depth integer NOT NULL,
  redrive_count   integer NOT NULL,
  request_id      text    NOT NULL,
  function_name   text    COLLATE "C" NOT NULL,
  qualifier       text,
  trigger_id      text,
  attempts        text,
  payload         bytea   NOT NULL
) WITH (autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_cost_delay = 0);
ALTER TABLE invocation ALTER COLUMN payload SET STORAGE EXTERNAL;
CREATE INDEX invocation_due ON invocation (function_name, due_at) WHERE state = 0;
CREATE INDEX invocation_owner ON invocation (owner) WHERE state = 1;

CREATE TABLE dedup_key (
  trigger_id  text   NOT NULL,
  key         text   NOT NULL,
  accepted_at bigint NOT NULL,
  PRIMARY KEY (trigger_id, key)
);
CREATE INDEX dedup_key_age ON dedup_key (accepted_at);

-- Time-ordered ids: pages by id are pages by time.
CREATE TABLE dead_letter (
  id            text    COLLATE "C" NOT NULL PRIMARY KEY,
  request_id    text    NOT NULL,
  function_name text    NOT NULL,
  qualifier     text,
  trigger_id    text,
  reason        text    NOT NULL,
  last_error    text,
  payload       bytea   NOT NULL,
  last_response bytea,
  attempts      text    NOT NULL,
  accepted_at   bigint  NOT NULL,
  died_at       bigint  NOT NULL,
  redrive_count integer NOT NULL
);
CREATE INDEX dead_letter_function ON dead_letter (function_name, id);
CREATE INDEX dead_letter_trigger ON dead_letter (trigger_id, id) WHERE trigger_id IS NOT NULL;
CREATE INDEX dead_letter_reason ON dead_letter (reason, id);

-- What became of dead letters that are gone: discarded by somebody, or redriven.
CREATE TABLE dead_letter_audit (
  id            text   NOT NULL,
  request_id    text   NOT NULL,
  function_name text   NOT NULL,
  action        text   NOT NULL,
  detail        text   NOT NULL,
  at            bigint NOT NULL
);
CREATE INDEX dead_letter_audit_id ON dead_letter_audit (id);

-- state: 0 waiting, 1 claimed, 2 given up.
CREATE TABLE outbox (
  sequence        bigint  GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  state           integer NOT NULL,
  due_at          bigint  NOT NULL,
  owner           bigint,
  lease_token     bigint  NOT NULL,
  tries           integer NOT NULL,
  id              text    NOT NULL,
  destination     text    NOT NULL,
  headers         text    NOT NULL,
  recursion_depth integer NOT NULL,
  dead_letter_id  text,
  last_error      text,
  body            bytea   NOT NULL
) WITH (autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_cost_delay = 0);
CREATE INDEX outbox_due ON outbox (due_at) WHERE state = 0;
CREATE INDEX outbox_owner ON outbox (owner) WHERE state = 1;

CREATE TABLE source_state (
  trigger_id text NOT NULL,
  key        text NOT NULL,
  value      text NOT NULL,
  PRIMARY KEY (trigger_id, key)
);

-- One row for every run of every node; ended ones are forgotten after a while.
CREATE TABLE node_lease (
  epoch      bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  node       text   NOT NULL,
  expires_at bigint NOT NULL
);

CREATE TABLE blob (
  key   text  NOT NULL,
  part  integer NOT NULL,
  bytes bytea NOT NULL,
  PRIMARY KEY (key, part)
);
ALTER TABLE blob ALTER COLUMN bytes SET STORAGE EXTERNAL;
