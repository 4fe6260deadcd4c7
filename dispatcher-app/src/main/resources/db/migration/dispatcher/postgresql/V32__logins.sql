-- Users who log in with a password. stamp is another text after each change of role, password or disabled:
-- sessions name the one that they began with, and end with it. Times are milliseconds since 1970.
CREATE TABLE login_user (
  name          text NOT NULL PRIMARY KEY,
  role          text NOT NULL,
  password_hash text NOT NULL,
  stamp         text NOT NULL,
  disabled      bigint NOT NULL,
  created_at    bigint NOT NULL,
  updated_at    bigint NOT NULL
);

-- Sessions of browsers. Of the secret in the cookie only its SHA-256 is kept.
CREATE TABLE login_session (
  id         text NOT NULL PRIMARY KEY,
  digest     text NOT NULL,
  name       text NOT NULL,
  source     text NOT NULL,
  role       text NOT NULL,
  stamp      text NOT NULL,
  created_at bigint NOT NULL,
  used_at    bigint NOT NULL,
  ends_at    bigint NOT NULL
);
CREATE INDEX login_session_of ON login_session (source, name, created_at);
CREATE INDEX login_session_used ON login_session (used_at);
CREATE INDEX login_session_ends ON login_session (ends_at);
