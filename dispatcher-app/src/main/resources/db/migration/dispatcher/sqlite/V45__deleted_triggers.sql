-- Deleted triggers of which something may still be kept, here or at the server of their source.
CREATE TABLE deleted_trigger (
  id            text    NOT NULL PRIMARY KEY,
  name          text    NOT NULL,
  function_name text    NOT NULL,
  qualifier     text,
  paused        integer NOT NULL,
  form          text    NOT NULL,
  resource      text,
  tenant_key    text,
  revision      INTEGER NOT NULL,
  created_at    INTEGER NOT NULL,
  updated_at    INTEGER NOT NULL,
  deleted_at    INTEGER NOT NULL,
  due_at        INTEGER NOT NULL
);
