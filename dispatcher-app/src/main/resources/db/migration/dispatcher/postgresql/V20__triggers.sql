-- Times are milliseconds since 1970. form is the source as JSON; it holds references to secrets only.
CREATE TABLE source_trigger (
  id            text    NOT NULL PRIMARY KEY,
  name          text    NOT NULL UNIQUE,
  function_name text    NOT NULL,
  qualifier     text,
  paused        integer NOT NULL,
  form          text    NOT NULL,
  revision      bigint  NOT NULL,
  created_at    bigint  NOT NULL,
  updated_at    bigint  NOT NULL
);

-- Which node runs a trigger that may run on one node only; by the server's clock.
CREATE TABLE trigger_lease (
  trigger_id text   NOT NULL PRIMARY KEY,
  node       text   NOT NULL,
  expires_at bigint NOT NULL
);
