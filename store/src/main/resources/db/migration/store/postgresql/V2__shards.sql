-- Streams whose shards were listed once: shards that appear later begin at their beginning.
CREATE TABLE shard_stream (
  trigger_id text NOT NULL PRIMARY KEY
);

-- The owner's lease ends at leased_until. position: how far it was processed; null for the beginning.
-- gone_at: since when a finished shard is no longer listed.
CREATE TABLE shard (
  trigger_id   text    NOT NULL,
  shard_id     text    COLLATE "C" NOT NULL,
  parent       text    COLLATE "C",
  other_parent text    COLLATE "C",
  position     text,
  finished     integer NOT NULL,
  owner        text,
  epoch        bigint  NOT NULL,
  leased_until bigint  NOT NULL,
  gone_at      bigint,
  PRIMARY KEY (trigger_id, shard_id)
);

CREATE TABLE shard_reader (
  trigger_id text   NOT NULL,
  reader     text   COLLATE "C" NOT NULL,
  expires_at bigint NOT NULL,
  PRIMARY KEY (trigger_id, reader)
);
