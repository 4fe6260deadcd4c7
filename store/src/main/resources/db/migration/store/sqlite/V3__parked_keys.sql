-- Keys of streams whose records wait until somebody asks for a drain. records and bytes are what waits;
-- draining: 1 if a drain was asked for; owner: the epoch of the node that drains. Times are milliseconds
-- since 1970 by the store's clock.
CREATE TABLE parked_key (
  trigger_id     TEXT    NOT NULL,
  key            BLOB   NOT NULL,
  shard_id       TEXT    NOT NULL,
  parked_at      INTEGER NOT NULL,
  reason         TEXT    NOT NULL,
  dead_letter_id TEXT,
  records        INTEGER NOT NULL DEFAULT 0,
  bytes          INTEGER NOT NULL DEFAULT 0,
  draining       INTEGER NOT NULL DEFAULT 0,
  claimed_at     INTEGER NOT NULL DEFAULT 0,
  owner          INTEGER,
  token          INTEGER NOT NULL DEFAULT 0,
  last_error     TEXT,
  PRIMARY KEY (trigger_id, key)
);

-- The records behind a key, in the order of sequence. payload is a batch of the record alone.
CREATE TABLE parked_record (
  sequence       INTEGER PRIMARY KEY,
  trigger_id     TEXT    NOT NULL,
  key            BLOB   NOT NULL,
  shard_id       TEXT    NOT NULL,
  record_id      TEXT    NOT NULL,
  arrived_at     INTEGER NOT NULL,
  dead_letter_id TEXT,
  payload        BLOB   NOT NULL,
  UNIQUE (trigger_id, key, shard_id, record_id)
);
CREATE INDEX parked_record_order ON parked_record (trigger_id, key, sequence);
