-- Streams whose shards were listed once: shards that appear later begin at their beginning.
CREATE TABLE shard_stream (
  trigger_id TEXT NOT NULL PRIMARY KEY
) WITHOUT ROWID;

-- The owner's lease ends at leased_until. position: how far it was processed; null for the beginning.
-- gone_at: since when a finished shard is no longer listed.
CREATE TABLE shard (
  trigger_id   TEXT    NOT NULL,
  shard_id     TEXT    NOT NULL,
  parent       TEXT,
  other_parent TEXT,
  position     TEXT,
  finished     INTEGER NOT NULL,
  owner        TEXT,
  epoch        INTEGER NOT NULL,
  leased_until INTEGER NOT NULL,
  gone_at      INTEGER,
  PRIMARY KEY (trigger_id, shard_id)
) WITHOUT ROWID;

CREATE TABLE shard_reader (
  trigger_id TEXT    NOT NULL,
  reader     TEXT    NOT NULL,
  expires_at INTEGER NOT NULL,
  PRIMARY KEY (trigger_id, reader)
) WITHOUT ROWID;
