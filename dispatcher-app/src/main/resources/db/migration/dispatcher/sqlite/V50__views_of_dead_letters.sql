-- Searches of dead letters that actors keep under names of their own. updated_at: milliseconds since 1970.
CREATE TABLE dead_letter_view (
  owner      TEXT NOT NULL,
  name       TEXT NOT NULL,
  document   TEXT NOT NULL,
  updated_at INTEGER NOT NULL,
  PRIMARY KEY (owner, name)
);
