-- Users who log in with a password. stamp is another text after each change of role, password or disabled:
-- sessions name the one that they began with, and end with it. Times are milliseconds since 1970.
CREATE TABLE login_user (
  name          TEXT NOT NULL PRIMARY KEY,
  role          TEXT NOT NULL,
  password_hash TEXT NOT NULL,
  stamp         TEXT NOT NULL,
  disabled      INTEGER NOT NULL,
  created_at    INTEGER NOT NULL,
  updated_at    INTEGER NOT NULL
);

-- Sessions of browsers. Of the secret in the cookie only its SHA-256 is kept.
CREATE TABLE login_session (
  id         TEXT NOT NULL PRIMARY KEY,
  digest     TEXT NOT NULL,
  name       TEXT NOT NULL,
  source     TEXT NOT NULL,
  role       TEXT NOT NULL,
  stamp      TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  used_at    INTEGER NOT NULL,
  ends_at    INTEGER NOT NULL
);
CREATE INDEX login_session_of ON login_session (source, name, created_at);
CREATE INDEX login_session_used ON login_session (used_at);
CREATE INDEX login_session_ends ON login_session (ends_at);
