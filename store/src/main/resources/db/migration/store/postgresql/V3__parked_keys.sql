-- Keys of streams whose records wait until somebody asks for a drain. records and bytes are what waits;
-- draining: 1 if a drain was asked for; owner: the epoch of the node that drains. Times are milliseconds
-- since 1970 by the store's clock.
CREATE TABLE parked_key (
  trigger_id     text    NOT NULL,
  key            bytea   NOT NULL,
  shard_id       text    NOT NULL,
  parked_at      bigint NOT NULL,
  reason         text    NOT NULL,
  dead_letter_id text,
  records        bigint NOT NULL DEFAULT 0,
  bytes          bigint NOT NULL DEFAULT 0,
  draining       integer NOT NULL DEFAULT 0,
  claimed_at     bigint NOT NULL DEFAULT 0,
  owner          bigint,
  token          bigint NOT NULL DEFAULT 0,
  last_error     text,
  PRIMARY KEY (trigger_id, key)
);

-- The records behind a key, in the order of sequence. payload is a batch of the record alone.
CREATE TABLE parked_record (
  sequence       bigint  GENERATED ALWAYS AS IDENTITY (CACHE 1) PRIMARY KEY,
  trigger_id     text    NOT NULL,
  key            bytea   NOT NULL,
  shard_id       text    NOT NULL,
  record_id      text    NOT NULL,
  arrived_at     bigint NOT NULL,
  dead_letter_id text,
  payload        bytea   NOT NULL,
  UNIQUE (trigger_id, key, shard_id, record_id)
);
CREATE INDEX parked_record_order ON parked_record (trigger_id, key, sequence);
