-- Who changed what, when and why. details is a JSON object of texts. Times are milliseconds since 1970
-- by the store's clock.
CREATE TABLE audit (
  sequence    INTEGER PRIMARY KEY AUTOINCREMENT,
  at          INTEGER NOT NULL,
  actor       TEXT    NOT NULL,
  actor_kind  TEXT    NOT NULL,
  action      TEXT    NOT NULL,
  target_kind TEXT    NOT NULL,
  target_id   TEXT    NOT NULL,
  reason      TEXT,
  details     TEXT    NOT NULL
);
CREATE INDEX audit_target ON audit (target_kind, target_id, sequence);
CREATE INDEX audit_actor ON audit (actor, sequence);
CREATE INDEX audit_at ON audit (at);

INSERT INTO audit (at, actor, actor_kind, action, target_kind, target_id, reason, details)
SELECT at,
  CASE WHEN action = 'redriven' AND detail = 'with its parked key' THEN 'tripline' ELSE 'anonymous' END,
  CASE WHEN action = 'redriven' AND detail = 'with its parked key' THEN 'SYSTEM' ELSE 'ANONYMOUS' END,
  CASE action WHEN 'redriven' THEN 'RedriveDeadLetter' ELSE 'DiscardDeadLetter' END,
  'dead-letter',
  id,
  CASE action WHEN 'redriven' THEN NULL ELSE detail END,
  CASE WHEN action = 'redriven' AND detail <> 'with its parked key'
    THEN json_object('requestId', request_id, 'function', function_name, 'newRequestId', detail)
    ELSE json_object('requestId', request_id, 'function', function_name) END
FROM dead_letter_audit ORDER BY at, rowid;
DROP TABLE dead_letter_audit;

-- The large columns stand last: a row is read only as far as it is needed. error_type is the class of
-- the last attempt's error.
CREATE TABLE dead_letter_next (
  id            TEXT    NOT NULL PRIMARY KEY,
  request_id    TEXT    NOT NULL,
  function_name TEXT    NOT NULL,
  qualifier     TEXT,
  trigger_id    TEXT,
  reason        TEXT    NOT NULL,
  error_type    TEXT,
  payload_bytes INTEGER NOT NULL,
  attempt_count INTEGER NOT NULL,
  accepted_at   INTEGER NOT NULL,
  died_at       INTEGER NOT NULL,
  redrive_count INTEGER NOT NULL,
  last_error    TEXT,
  attempts      TEXT    NOT NULL,
  payload       BLOB    NOT NULL,
  last_response BLOB
);
INSERT INTO dead_letter_next
SELECT id, request_id, function_name, qualifier, trigger_id, reason,
  nullif(substr(json_extract(attempts, '$[#-1].errorType'), 1, 200), ''),
  length(payload), json_array_length(attempts), accepted_at, died_at, redrive_count, last_error,
  attempts, payload, last_response
FROM dead_letter;
DROP TABLE dead_letter;
ALTER TABLE dead_letter_next RENAME TO dead_letter;
CREATE INDEX dead_letter_function ON dead_letter (function_name, id);
CREATE INDEX dead_letter_trigger ON dead_letter (trigger_id, id) WHERE trigger_id IS NOT NULL;
CREATE INDEX dead_letter_reason ON dead_letter (reason, id);
CREATE INDEX dead_letter_error_type ON dead_letter (error_type, id) WHERE error_type IS NOT NULL;
CREATE INDEX dead_letter_died ON dead_letter (died_at);

-- How many dead letters of each sort there are: the sum over all slots. Slots keep writers apart; one
-- of them may be negative. '' stands for no trigger and no error type.
CREATE TABLE dead_letter_count (
  function_name TEXT    NOT NULL,
  trigger_id    TEXT    NOT NULL,
  reason        TEXT    NOT NULL,
  error_type    TEXT    NOT NULL,
  slot          INTEGER NOT NULL,
  letters       INTEGER NOT NULL,
  PRIMARY KEY (function_name, trigger_id, reason, error_type, slot)
) WITHOUT ROWID;
INSERT INTO dead_letter_count
SELECT function_name, coalesce(trigger_id, ''), reason, coalesce(error_type, ''), 0, count(*)
FROM dead_letter GROUP BY 1, 2, 3, 4;

-- The state of each trigger as each node reported it last; owner is the node's epoch.
CREATE TABLE trigger_status (
  trigger_id  TEXT    NOT NULL,
  owner       INTEGER NOT NULL,
  node        TEXT    NOT NULL,
  state       TEXT    NOT NULL,
  document    TEXT    NOT NULL,
  reported_at INTEGER NOT NULL,
  PRIMARY KEY (trigger_id, owner)
);
CREATE INDEX trigger_status_owner ON trigger_status (owner);
CREATE INDEX parked_key_since ON parked_key (trigger_id, parked_at, key);
