-- The keys by which values of the store may be encrypted; the keys themselves are kept elsewhere. proof: a text
-- that was encrypted with the key. active_at: when a node wrote with it last, give or take a minute. swept: 1 once
-- no older value is left that has another key or none. Times are milliseconds since 1970 by the store's clock.
CREATE TABLE payload_key (
  id        text   NOT NULL PRIMARY KEY,
  proof     text   NOT NULL,
  since     bigint NOT NULL,
  active_at bigint NOT NULL,
  swept     integer NOT NULL
);
