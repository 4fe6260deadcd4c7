-- Searches of dead letters that actors keep under names of their own. updated_at: milliseconds since 1970.
CREATE TABLE dead_letter_view (
  owner      text NOT NULL,
  name       text NOT NULL,
  document   text NOT NULL,
  updated_at bigint NOT NULL,
  PRIMARY KEY (owner, name)
);
