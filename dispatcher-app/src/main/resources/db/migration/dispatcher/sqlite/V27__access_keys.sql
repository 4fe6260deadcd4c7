-- Access keys (kind 'signing') and bearer tokens ('token'). resources is a JSON array of patterns. Times are
-- milliseconds since 1970.
CREATE TABLE access_key (
  id         TEXT NOT NULL PRIMARY KEY,
  kind       TEXT NOT NULL,
  name       TEXT NOT NULL UNIQUE,
  role       TEXT NOT NULL,
  resources  TEXT NOT NULL,
  disabled   INTEGER NOT NULL,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL
);

-- A key has a second secret for a while after a rotation. The value of a signing key is sealed, with a key
-- that is kept outside of the store; that of a token is its SHA-256 and has no key.
CREATE TABLE access_secret (
  access_key_id TEXT NOT NULL,
  number        INTEGER NOT NULL,
  key_id        TEXT,
  wrapped_key   BLOB,
  value         BLOB NOT NULL,
  valid_until   INTEGER,
  PRIMARY KEY (access_key_id, number)
);

-- Raised by every change, so that nodes read the tables again only then.
CREATE TABLE access_change (
  id     INTEGER NOT NULL PRIMARY KEY,
  number INTEGER NOT NULL
);
INSERT INTO access_change (id, number) VALUES (1, 0);
