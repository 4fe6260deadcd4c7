-- Times are milliseconds since 1970. form is the source as JSON; it holds references to secrets only.
CREATE TABLE source_trigger (
  id            TEXT    NOT NULL PRIMARY KEY,
  name          TEXT    NOT NULL UNIQUE,
  function_name TEXT    NOT NULL,
  qualifier     TEXT,
  paused        INTEGER NOT NULL,
  form          TEXT    NOT NULL,
  revision      INTEGER NOT NULL,
  created_at    INTEGER NOT NULL,
  updated_at    INTEGER NOT NULL
);
