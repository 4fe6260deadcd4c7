-- What /v1/functions has registered: endpoints, and settings for package functions.
CREATE TABLE v1_function (
  name     TEXT NOT NULL PRIMARY KEY,
  document TEXT NOT NULL
);
