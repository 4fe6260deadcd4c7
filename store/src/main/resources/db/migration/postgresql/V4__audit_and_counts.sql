-- Who changed what, when and why. details is a JSON object of texts. Times are milliseconds since 1970
-- by the database server's clock.
CREATE TABLE audit (
  sequence    bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  at          bigint NOT NULL,
  actor       text   NOT NULL,
  actor_kind  text   NOT NULL,
  action      text   NOT NULL,
  target_kind text   NOT NULL,
  target_id   text   NOT NULL,
  reason      text,
  details     text   NOT NULL
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
    THEN json_build_object('requestId', request_id, 'function', function_name, 'newRequestId', detail)::text
    ELSE json_build_object('requestId', request_id, 'function', function_name)::text END
FROM dead_letter_audit ORDER BY at, ctid;
DROP TABLE dead_letter_audit;

-- error_type is the class of the last attempt's error. A text cannot hold the character 0, so an error
-- that has one is not looked into.
ALTER TABLE dead_letter
  ADD COLUMN error_type    text,
  ADD COLUMN payload_bytes bigint  NOT NULL DEFAULT 0,
  ADD COLUMN attempt_count integer NOT NULL DEFAULT 0;
UPDATE dead_letter SET
  error_type = CASE WHEN attempts LIKE '%\\u0000%' THEN NULL
    ELSE nullif(left(attempts::json -> -1 ->> 'errorType', 200), '') END,
  payload_bytes = length(payload),
  attempt_count = json_array_length(attempts::json);
ALTER TABLE dead_letter
  ALTER COLUMN payload_bytes DROP DEFAULT,
  ALTER COLUMN attempt_count DROP DEFAULT;
CREATE INDEX dead_letter_error_type ON dead_letter (error_type, id) WHERE error_type IS NOT NULL;
CREATE INDEX dead_letter_died ON dead_letter (died_at);

-- How many dead letters of each sort there are: the sum over all slots. Slots keep writers apart; one
-- of them may be negative. '' stands for no trigger and no error type.
CREATE TABLE dead_letter_count (
  function_name text    NOT NULL,
  trigger_id    text    NOT NULL,
  reason        text    NOT NULL,
  error_type    text    NOT NULL,
  slot          integer NOT NULL,
  letters       bigint  NOT NULL,
  PRIMARY KEY (function_name, trigger_id, reason, error_type, slot)
) WITH (fillfactor = 50);
INSERT INTO dead_letter_count
SELECT function_name, coalesce(trigger_id, ''), reason, coalesce(error_type, ''), 0, count(*)
FROM dead_letter GROUP BY 1, 2, 3, 4;

-- The state of each trigger as each node reported it last; owner is the node's epoch.
CREATE TABLE trigger_status (
  trigger_id  text   NOT NULL,
  owner       bigint NOT NULL,
  node        text   NOT NULL,
  state       text   NOT NULL,
  document    text   NOT NULL,
  reported_at bigint NOT NULL,
  PRIMARY KEY (trigger_id, owner)
);
CREATE INDEX trigger_status_owner ON trigger_status (owner);
CREATE INDEX parked_key_since ON parked_key (trigger_id, parked_at, key);
