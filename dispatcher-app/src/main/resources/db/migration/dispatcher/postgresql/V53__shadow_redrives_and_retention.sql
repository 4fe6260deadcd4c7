-- Shadow redrives: a candidate runs the events of dead letters, which stay as they are. function_name is the
-- candidate's. position is the last letter before which all have an outcome. Times are milliseconds since 1970.
CREATE TABLE shadow_redrive (
  id            text COLLATE "C" NOT NULL PRIMARY KEY,
  document      text NOT NULL,
  function_name text NOT NULL,
  state         text NOT NULL,
  note          text,
  position      text COLLATE "C" NOT NULL,
  succeeded     bigint NOT NULL,
  same_failure  bigint NOT NULL,
  other_failure bigint NOT NULL,
  not_run       bigint NOT NULL,
  created_at    bigint NOT NULL,
  until_at      bigint NOT NULL,
  updated_at    bigint NOT NULL
);
CREATE UNIQUE INDEX shadow_redrive_running ON shadow_redrive (function_name) WHERE state = 'RUNNING';

-- What became of a letter under the candidate. The error that it died of, and the candidate's, are fingerprints:
-- their class and the part of their message that is the same for every event. message is the candidate's own.
-- kind is the same for letters that went the same way.
CREATE TABLE shadow_outcome (
  shadow_id      text COLLATE "C" NOT NULL,
  letter_id      text COLLATE "C" NOT NULL,
  request_id     text NOT NULL,
  result         text NOT NULL,
  before_type    text NOT NULL,
  before_pattern text NOT NULL,
  after_type     text,
  after_pattern  text,
  kind           text NOT NULL,
  message        text,
  millis         bigint NOT NULL,
  PRIMARY KEY (shadow_id, letter_id)
);

-- How long the dead letters of a trigger are kept, in seconds; 0 for ever, and none as long as others.
ALTER TABLE source_trigger ADD COLUMN dead_letter_retention bigint;
ALTER TABLE deleted_trigger ADD COLUMN dead_letter_retention bigint;
