-- Which values of payloads are masked when people look at them. fingerprint_key: the id of the key of secrets that
-- the key of fingerprints is made from, the same for all rules. updated_at: milliseconds since 1970.
CREATE TABLE masking_rule (
  name            TEXT NOT NULL PRIMARY KEY,
  document        TEXT NOT NULL,
  fingerprint_key TEXT NOT NULL,
  updated_at      INTEGER NOT NULL
);
