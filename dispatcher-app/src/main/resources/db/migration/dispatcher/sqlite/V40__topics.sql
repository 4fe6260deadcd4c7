-- Topics that are published to here. attributes and tags: JSON objects of texts. Their subscriptions are
-- triggers. Times are milliseconds since 1970.
CREATE TABLE topic (
  name       text NOT NULL PRIMARY KEY,
  attributes text NOT NULL,
  tags       text NOT NULL,
  created_at INTEGER NOT NULL
);
