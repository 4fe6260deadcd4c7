-- Access keys (kind 'signing') and bearer tokens ('token'). resources is a JSON array of patterns. Times are
-- milliseconds since 1970.
CREATE TABLE access_key (
  id         text NOT NULL PRIMARY KEY,
  kind       text NOT NULL,
  name       text NOT NULL UNIQUE,
  role       text NOT NULL,
  resources  text NOT NULL,
  disabled   bigint NOT NULL,
  created_at bigint NOT NULL,
  updated_at bigint NOT NULL
);

-- A key has a second secret for a while after a rotation. The value of a signing key is sealed, with a key
-- that is kept outside of the store; that of a token is its SHA-256 and has no key.
CREATE TABLE access_secret (
  access_key_id text NOT NULL,
  number        bigint NOT NULL,
  key_id        text,
  wrapped_key   bytea,
  value         bytea NOT NULL,
  valid_until   bigint,
  PRIMARY KEY (access_key_id, number)
);

-- Raised by every change, so that nodes read the tables again only then.
CREATE TABLE access_change (
  id     bigint NOT NULL PRIMARY KEY,
  number bigint NOT NULL
);
INSERT INTO access_change (id, number) VALUES (1, 0);
