-- The class of a dead letter: its function, version and error. Null for letters of earlier versions until
-- housekeeping has looked at them. The column stands behind the large ones: lists do not read it.
ALTER TABLE dead_letter ADD COLUMN class_id text;
CREATE INDEX dead_letter_of_class ON dead_letter (class_id, id) WHERE class_id IS NOT NULL;
CREATE INDEX dead_letter_unclassified ON dead_letter (id) WHERE class_id IS NULL;

-- qualifier: '' for none. error_type: the reason where there is no error. other: 1 for the class that takes
-- in what a function has no class left for. state: OPEN, ACKNOWLEDGED, SNOOZED (until snoozed_until; OPEN
-- after it) or RESOLVED. touched_at: died_at of the newest letter, up to ten seconds late, so that not every
-- letter writes this row. Times are milliseconds since 1970 by the store's clock.
CREATE TABLE dead_letter_class (
  id            text   COLLATE "C" NOT NULL PRIMARY KEY,
  function_name text   NOT NULL,
  qualifier     text   NOT NULL,
  error_type    text   NOT NULL,
  message       text   NOT NULL,
  other         bigint NOT NULL,
  state         text   NOT NULL,
  state_since   bigint NOT NULL,
  snoozed_until bigint,
  assignee      text,
  note          text,
  first_at      bigint NOT NULL,
  touched_at    bigint NOT NULL
);
CREATE INDEX dead_letter_class_touched ON dead_letter_class (touched_at, id);
CREATE INDEX dead_letter_class_function ON dead_letter_class (function_name, touched_at, id);

-- The letters of a class: sums over all slots, which keep writers apart, and over 24 places, of which each
-- stands for an hour of the day. fresh: those that came in hour (hours since 1970). alive may be negative in
-- one row. last_at: the newest died_at.
CREATE TABLE dead_letter_class_count (
  class_id text   COLLATE "C" NOT NULL,
  slot     bigint NOT NULL,
  place    bigint NOT NULL,
  hour     bigint NOT NULL,
  fresh    bigint NOT NULL,
  alive    bigint NOT NULL,
  total    bigint NOT NULL,
  last_at  bigint NOT NULL,
  PRIMARY KEY (class_id, slot, place)
) WITH (fillfactor = 50);
CREATE INDEX dead_letter_class_hour ON dead_letter_class_count (hour);
