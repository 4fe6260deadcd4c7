-- Requests to triggers that came with an idempotency key: the digest of the key, that of the request, and
-- the first result, which is null until there is one.
CREATE TABLE idempotency_key (
  trigger_id  text NOT NULL,
  key         text NOT NULL,
  fingerprint text NOT NULL,
  claimed_at  bigint NOT NULL,
  status      bigint,
  head        text,
  body        bytea,
  PRIMARY KEY (trigger_id, key)
);
CREATE INDEX idempotency_key_age ON idempotency_key (claimed_at);
