-- Requests to triggers that came with an idempotency key: the digest of the key, that of the request, and
-- the first result, which is null until there is one.
CREATE TABLE idempotency_key (
  trigger_id  TEXT NOT NULL,
  key         TEXT NOT NULL,
  fingerprint TEXT NOT NULL,
  claimed_at  INTEGER NOT NULL,
  status      INTEGER,
  head        TEXT,
  body        BLOB,
  PRIMARY KEY (trigger_id, key)
);
CREATE INDEX idempotency_key_age ON idempotency_key (claimed_at);
