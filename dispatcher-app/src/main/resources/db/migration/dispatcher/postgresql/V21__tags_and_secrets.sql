-- Tags are a JSON object.
ALTER TABLE source_trigger ADD COLUMN tags TEXT NOT NULL DEFAULT '{}';

-- Values are sealed; the keys that open them are in a file outside of the store. Times are
-- milliseconds since 1970.
CREATE TABLE secret (
  name        TEXT    NOT NULL PRIMARY KEY,
  key_id      TEXT    NOT NULL,
  wrapped_key BYTEA   NOT NULL,
  sealed      BYTEA   NOT NULL,
  version     BIGINT  NOT NULL,
  created_at  BIGINT  NOT NULL,
  updated_at  BIGINT  NOT NULL
);
