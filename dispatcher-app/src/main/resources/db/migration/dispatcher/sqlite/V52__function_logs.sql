-- Lines that functions have logged, for a while. platform: 1 if the line is the platform's own. bytes: what it
-- counts in function_log_size. at: milliseconds since 1970.
CREATE TABLE function_log (
  sequence   INTEGER PRIMARY KEY AUTOINCREMENT,
  function   TEXT NOT NULL,
  version    TEXT NOT NULL,
  request_id TEXT,
  at         INTEGER NOT NULL,
  platform   INTEGER NOT NULL,
  bytes      INTEGER NOT NULL,
  line       TEXT NOT NULL
);
CREATE INDEX function_log_of_function ON function_log (function, at, sequence);
CREATE INDEX function_log_request ON function_log (request_id, at, sequence) WHERE request_id IS NOT NULL;

-- The sum of the bytes of each function's lines.
CREATE TABLE function_log_size (
  function   TEXT NOT NULL PRIMARY KEY,
  bytes      INTEGER NOT NULL
);
