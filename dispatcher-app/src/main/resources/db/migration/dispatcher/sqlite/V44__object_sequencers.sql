-- The latest change of an object that was let through to a trigger which leaves out older ones: the digest of
-- bucket and key, and the sequencer, which is compared byte by byte.
CREATE TABLE object_sequencer (
  trigger_id TEXT NOT NULL,
  object     TEXT NOT NULL,
  sequencer  TEXT NOT NULL,
  seen_at    INTEGER NOT NULL,
  PRIMARY KEY (trigger_id, object)
);
CREATE INDEX object_sequencer_age ON object_sequencer (seen_at);
