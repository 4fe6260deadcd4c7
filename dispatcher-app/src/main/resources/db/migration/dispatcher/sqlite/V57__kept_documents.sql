-- Roles and log groups that clients make beside functions. created_at: milliseconds since 1970.
CREATE TABLE kept_document (
  space      TEXT NOT NULL,
  name       TEXT NOT NULL,
  document   TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  PRIMARY KEY (space, name)
);
