PRAGMA foreign_keys=OFF;
BEGIN TRANSACTION;
CREATE TABLE IF NOT EXISTS "flyway_schema_history" (
    "installed_rank" INT NOT NULL PRIMARY KEY,
    "version" VARCHAR(50),
    "description" VARCHAR(200) NOT NULL,
    "type" VARCHAR(20) NOT NULL,
    "script" VARCHAR(1000) NOT NULL,
    "checksum" INT,
    "installed_by" VARCHAR(100) NOT NULL,
    "installed_on" TEXT NOT NULL DEFAULT (strftime('%Y-%m-%d %H:%M:%f','now')),
    "execution_time" INT NOT NULL,
    "success" BOOLEAN NOT NULL
);
INSERT INTO flyway_schema_history VALUES(1,'1','store','SQL','V1__store.sql',-1671582140,'','2026-11-28 06:56:20.249',24,1);
INSERT INTO flyway_schema_history VALUES(2,'2','shards','SQL','V2__shards.sql',-2137380677,'','2026-11-28 06:56:20.353',34,1);
INSERT INTO flyway_schema_history VALUES(3,'3','parked keys','SQL','V3__parked_keys.sql',-1860398573,'','2026-11-28 06:56:20.423',0,1);
INSERT INTO flyway_schema_history VALUES(4,'10','functions','SQL','V10__functions.sql',924362499,'','2026-11-28 06:56:20.448',0,1);
INSERT INTO flyway_schema_history VALUES(5,'11','functions of v1','SQL','V11__functions_of_v1.sql',-544932710,'','2026-11-28 06:56:20.490',1,1);
INSERT INTO flyway_schema_history VALUES(6,'20','triggers','SQL','V20__triggers.sql',1711801151,'','2026-11-28 06:56:20.514',0,1);
INSERT INTO flyway_schema_history VALUES(7,'21','tags and secrets','SQL','V21__tags_and_secrets.sql',-1781596209,'','2026-11-28 06:56:20.552',1,1);
INSERT INTO flyway_schema_history VALUES(8,'22','ledger','SQL','V22__ledger.sql',-1503912605,'','2026-11-28 06:56:20.559',0,1);
CREATE TABLE invocation (
  sequence        INTEGER PRIMARY KEY,
  state           INTEGER NOT NULL,
  due_at          INTEGER NOT NULL,
  owner           INTEGER,
  lease_token     INTEGER NOT NULL,
  request_id      TEXT    NOT NULL,
  function_name   TEXT    NOT NULL,
  qualifier       TEXT,
  trigger_id      TEXT,
  accepted_at     INTEGER NOT NULL,
  counted         INTEGER NOT NULL DEFAULT 0,
  not_run_streak  INTEGER NOT NULL DEFAULT 0,
  recursion_depth INTEGER NOT NULL,
  redrive_count   INTEGER NOT NULL,
  attempts        TEXT,
  payload         BLOB    NOT NULL
);
INSERT INTO invocation VALUES(1099511627777,0,1795849055084,NULL,4,'f36993f8-5d8b-477d-bbf9-0a9171e0237c','billing',NULL,NULL,1795849039284,0,4,0,0,'[{"number":1,"startedAt":"2026-11-28T06:57:27.876200793Z","duration":"PT0.008947736S","outcome":"Unreachable","errorType":null,"errorMessage":"the endpoint cannot be connected to: billing.example.com: Name or service not known"}]',X'7b2270656e64696e67223a747275657d');
INSERT INTO invocation VALUES(2199023255552,0,1795849134814,NULL,0,'request-5-again','orders',NULL,NULL,1795849134814,0,0,0,1,NULL,X'7b226e223a357d');
INSERT INTO invocation VALUES(2199023255553,0,1795849135943,NULL,0,'request-waiting','orders','live','t-1',1795849135943,0,0,1,0,NULL,X'7b2277616974696e67223a747275657d');
INSERT INTO invocation VALUES(2199023255554,1,1795849135964,2,1,'request-claimed','orders',NULL,NULL,1795849135964,0,0,0,0,NULL,X'7b22636c61696d6564223a747275657d');
INSERT INTO invocation VALUES(2199023255555,0,1795849196007,NULL,1,'request-retry','orders',NULL,NULL,1795849135978,1,0,0,0,'[{"number":1,"startedAt":"2023-11-14T22:13:20Z","duration":"PT0.005S","outcome":"FunctionError","errorType":"TypeError","errorMessage":"no"}]',X'7b227265747279223a747275657d');
CREATE TABLE dedup_key (
  trigger_id  TEXT    NOT NULL,
  key         TEXT    NOT NULL,
  accepted_at INTEGER NOT NULL,
  PRIMARY KEY (trigger_id, key)
) WITHOUT ROWID;
INSERT INTO dedup_key VALUES('8fc4340c-3a82-4d2f-b9e0-9acd0b558e7b','bb1ee7d161a02e7692fb5db237498abd31989e9b6985218b28013804d5eab6f5',1795849038781);
INSERT INTO dedup_key VALUES('t-1','dedup-1',1795849135943);
CREATE TABLE dead_letter (
  id            TEXT    NOT NULL PRIMARY KEY,
  request_id    TEXT    NOT NULL,
  function_name TEXT    NOT NULL,
  qualifier     TEXT,
  trigger_id    TEXT,
  reason        TEXT    NOT NULL,
  last_error    TEXT,
  payload       BLOB    NOT NULL,
  last_response BLOB,
  attempts      TEXT    NOT NULL,
  accepted_at   INTEGER NOT NULL,
  died_at       INTEGER NOT NULL,
  redrive_count INTEGER NOT NULL
);
INSERT INTO dead_letter VALUES('00000001-0000-7000-8000-000000000000','request-1','orders','live',NULL,'RetriesExhausted','last words',X'7b226e223a317d',X'7b226572726f724d657373616765223a226e6f227d','[{"number":1,"startedAt":"2023-11-14T22:13:21Z","duration":"PT0.012S","outcome":"FunctionError","errorType":"First","errorMessage":"“quoted”\nand broken"},{"number":2,"startedAt":"2023-11-14T22:13:21Z","duration":"PT0.013S","outcome":"TimedOut","errorType":"TypeError","errorMessage":"käse"}]',1700000001000,1700000061000,0);
INSERT INTO dead_letter VALUES('00000002-0000-7000-8000-000000000000','request-2','orders',NULL,'t-1','RetriesExhausted','last words',X'7b226e223a327d',NULL,'[{"number":1,"startedAt":"2023-11-14T22:13:22Z","duration":"PT0.012S","outcome":"FunctionError","errorType":"First","errorMessage":"“quoted”\nand broken"},{"number":2,"startedAt":"2023-11-14T22:13:22Z","duration":"PT0.013S","outcome":"TimedOut","errorType":"TypeError","errorMessage":"käse"}]',1700000002000,1700000062000,0);
INSERT INTO dead_letter VALUES('00000003-0000-7000-8000-000000000000','request-3','billing',NULL,'t-1','RecordAgeExceeded','last words',X'7b226e223a337d',NULL,'[{"number":1,"startedAt":"2023-11-14T22:13:23Z","duration":"PT0.012S","outcome":"FunctionError","errorType":"First","errorMessage":"“quoted”\nand broken"},{"number":2,"startedAt":"2023-11-14T22:13:23Z","duration":"PT0.013S","outcome":"TimedOut","errorType":"Odd\u0000Error","errorMessage":"käse"}]',1700000003000,1700000063000,0);
INSERT INTO dead_letter VALUES('00000004-0000-7000-8000-000000000000','request-4','billing',NULL,NULL,'FunctionNotFound','last words',X'7b226e223a347d',NULL,'[]',1700000004000,1700000064000,2);
INSERT INTO dead_letter VALUES('00000007-0000-7000-8000-000000000000','request-7','orders',NULL,'t-1','Rejected','last words',X'7b226e223a377d',NULL,'[{"number":1,"startedAt":"2023-11-14T22:13:27Z","duration":"PT0.012S","outcome":"FunctionError","errorType":"First","errorMessage":"“quoted”\nand broken"},{"number":2,"startedAt":"2023-11-14T22:13:27Z","duration":"PT0.013S","outcome":"TimedOut","errorType":"E","errorMessage":"käse"}]',1700000007000,1700000067000,0);
CREATE TABLE dead_letter_audit (
  id            TEXT    NOT NULL,
  request_id    TEXT    NOT NULL,
  function_name TEXT    NOT NULL,
  action        TEXT    NOT NULL,
  detail        TEXT    NOT NULL,
  at            INTEGER NOT NULL
);
INSERT INTO dead_letter_audit VALUES('00000005-0000-7000-8000-000000000000','request-5','orders','redriven','request-5-again',1795849134814);
INSERT INTO dead_letter_audit VALUES('00000006-0000-7000-8000-000000000000','request-6','orders','discarded','known bad, “ticket” 12',1795849134822);
INSERT INTO dead_letter_audit VALUES('00000008-0000-7000-8000-000000000000','request-8','orders','redriven','with its parked key',1795849135506);
CREATE TABLE outbox (
  sequence        INTEGER PRIMARY KEY,
  state           INTEGER NOT NULL,
  due_at          INTEGER NOT NULL,
  owner           INTEGER,
  lease_token     INTEGER NOT NULL,
  tries           INTEGER NOT NULL,
  id              TEXT    NOT NULL,
  destination     TEXT    NOT NULL,
  headers         TEXT    NOT NULL,
  recursion_depth INTEGER NOT NULL,
  dead_letter_id  TEXT,
  last_error      TEXT,
  body            BLOB    NOT NULL
);
INSERT INTO outbox VALUES(1,0,1795849134495,NULL,0,0,'message-1','arn:aws:sqs:eu-west-1:123456789012:failures','{"content-type":"application/json"}',3,'00000001-0000-7000-8000-000000000000',NULL,X'7b227265636f7264223a317d');
CREATE TABLE source_state (
  trigger_id TEXT NOT NULL,
  key        TEXT NOT NULL,
  value      TEXT NOT NULL,
  PRIMARY KEY (trigger_id, key)
) WITHOUT ROWID;
INSERT INTO source_state VALUES('8fc4340c-3a82-4d2f-b9e0-9acd0b558e7b','f:a.txt','5:1795849037477836663:2171255:5d41402abc4b2a76b9719d911017c592:1');
INSERT INTO source_state VALUES('8fc4340c-3a82-4d2f-b9e0-9acd0b558e7b','removals','0');
INSERT INTO source_state VALUES('8fc4340c-3a82-4d2f-b9e0-9acd0b558e7b','root','(dev=fe00,ino=2176290)');
INSERT INTO source_state VALUES('8fc4340c-3a82-4d2f-b9e0-9acd0b558e7b','sequence','2');
INSERT INTO source_state VALUES('t-2','file-1','done');
CREATE TABLE node_epoch (
  only_row INTEGER NOT NULL PRIMARY KEY CHECK (only_row = 1),
  epoch    INTEGER NOT NULL
);
INSERT INTO node_epoch VALUES(1,2);
CREATE TABLE shard_stream (
  trigger_id TEXT NOT NULL PRIMARY KEY
) WITHOUT ROWID;
INSERT INTO shard_stream VALUES('t-1');
CREATE TABLE shard (
  trigger_id   TEXT    NOT NULL,
  shard_id     TEXT    NOT NULL,
  parent       TEXT,
  other_parent TEXT,
  position     TEXT,
  finished     INTEGER NOT NULL,
  owner        TEXT,
  epoch        INTEGER NOT NULL,
  leased_until INTEGER NOT NULL,
  gone_at      INTEGER,
  PRIMARY KEY (trigger_id, shard_id)
) WITHOUT ROWID;
INSERT INTO shard VALUES('t-1','shard-1',NULL,NULL,'49590',0,'reader',1,1795849165739,NULL);
CREATE TABLE shard_reader (
  trigger_id TEXT    NOT NULL,
  reader     TEXT    NOT NULL,
  expires_at INTEGER NOT NULL,
  PRIMARY KEY (trigger_id, reader)
) WITHOUT ROWID;
INSERT INTO shard_reader VALUES('t-1','reader',1795849165618);
CREATE TABLE parked_key (
  trigger_id     TEXT    NOT NULL,
  key            BLOB   NOT NULL,
  shard_id       TEXT    NOT NULL,
  parked_at      INTEGER NOT NULL,
  reason         TEXT    NOT NULL,
  dead_letter_id TEXT,
  records        INTEGER NOT NULL DEFAULT 0,
  bytes          INTEGER NOT NULL DEFAULT 0,
  draining       INTEGER NOT NULL DEFAULT 0,
  claimed_at     INTEGER NOT NULL DEFAULT 0,
  owner          INTEGER,
  token          INTEGER NOT NULL DEFAULT 0,
  last_error     TEXT,
  PRIMARY KEY (trigger_id, key)
);
INSERT INTO parked_key VALUES('t-1',X'6bc3a473652f006b6579','shard-1',1795849134837,'RetriesExhausted','00000007-0000-7000-8000-000000000000',2,6,0,0,NULL,1795849134837,NULL);
CREATE TABLE parked_record (
  sequence       INTEGER PRIMARY KEY,
  trigger_id     TEXT    NOT NULL,
  key            BLOB   NOT NULL,
  shard_id       TEXT    NOT NULL,
  record_id      TEXT    NOT NULL,
  arrived_at     INTEGER NOT NULL,
  dead_letter_id TEXT,
  payload        BLOB   NOT NULL,
  UNIQUE (trigger_id, key, shard_id, record_id)
);
INSERT INTO parked_record VALUES(1,'t-1',X'6bc3a473652f006b6579','shard-1','r-1',1700000000000,'00000007-0000-7000-8000-000000000000',X'5b315d');
INSERT INTO parked_record VALUES(3,'t-1',X'6bc3a473652f006b6579','shard-1','r-3',1700000000000,NULL,X'5b335d');
CREATE TABLE registry_entry (
  kind          TEXT NOT NULL,
  name          TEXT NOT NULL,
  change_number INTEGER NOT NULL,
  document      TEXT,
  PRIMARY KEY (kind, name)
);
INSERT INTO registry_entry VALUES('layer','shared',1,'{"name":"shared","nextVersion":2,"versions":[{"number":1,"description":"shared code","created":"2026-11-28T06:57:07.322078014Z","sha256":"0bb91504cea88ff901097850d3a928f2f5b52f2ebcb0dc13056aa2f9de6a6f4b","size":128,"compatibleRuntimes":["python3.13"],"compatibleArchitectures":null,"licenseInfo":null,"policy":null}]}');
INSERT INTO registry_entry VALUES('function','orders',6,'{"name":"orders","latest":{"number":"$LATEST","description":"","settings":{"role":"arn:aws:iam::000000000000:role/any","runtime":"python3.13","handler":"main.handle","timeoutSeconds":3,"memoryMb":128,"ephemeralStorageMb":512,"environment":{"MODE":"live"},"architectures":["x86_64"],"layers":[{"arn":"arn:aws:lambda:us-east-1:000000000000:layer:shared:1","sha256":"0bb91504cea88ff901097850d3a928f2f5b52f2ebcb0dc13056aa2f9de6a6f4b","size":128}],"deadLetterTarget":null,"logging":{"format":"Text","applicationLevel":null,"systemLevel":null}},"code":{"sha256":"8826c416a4f4949cdd72a170362f62d7ae3502b04532ed6bf8aabab463e93216","size":140},"status":{"state":"ACTIVE","update":"SUCCESSFUL","reason":null},"revisionId":"1eaa9eac-3f5a-4cf7-baeb-6d307cf84811","lastModified":"2026-11-28T06:57:14.290166368Z","key":"a8e3a2bd-6237-483a-a785-78719bc67068"},"serving":null,"published":[{"number":"1","description":"first","settings":{"role":"arn:aws:iam::000000000000:role/any","runtime":"python3.13","handler":"main.handle","timeoutSeconds":3,"memoryMb":128,"ephemeralStorageMb":512,"environment":{"MODE":"live"},"architectures":["x86_64"],"layers":[{"arn":"arn:aws:lambda:us-east-1:000000000000:layer:shared:1","sha256":"0bb91504cea88ff901097850d3a928f2f5b52f2ebcb0dc13056aa2f9de6a6f4b","size":128}],"deadLetterTarget":null,"logging":{"format":"Text","applicationLevel":null,"systemLevel":null}},"code":{"sha256":"8826c416a4f4949cdd72a170362f62d7ae3502b04532ed6bf8aabab463e93216","size":140},"status":{"state":"ACTIVE","update":"SUCCESSFUL","reason":null},"revisionId":"ceb4840b-5246-48da-ad87-414a54e2dcf4","lastModified":"2026-11-28T06:57:15.465530357Z","key":"e395645e-2df3-45d9-ba7e-db96e98abdb9"}],"nextVersion":2,"aliases":{"live":{"name":"live","version":"1","description":"in use","additionalWeights":{},"revisionId":"a8c549ea-0fd7-4f68-be25-2de9b5f76b75"}},"reservedConcurrency":null,"tags":{"team":"shop"},"eventInvoke":{"$LATEST":{"maximumRetryAttempts":1,"maximumEventAgeSeconds":600,"onSuccess":null,"onFailure":null,"lastModified":"2026-11-28T06:57:15.677709129Z"}},"policies":{},"recursionAllowed":false}');
CREATE TABLE registry_change (
  id     INTEGER NOT NULL PRIMARY KEY,
  number INTEGER NOT NULL
);
INSERT INTO registry_change VALUES(1,6);
CREATE TABLE v1_function (
  name     TEXT NOT NULL PRIMARY KEY,
  document TEXT NOT NULL
);
INSERT INTO v1_function VALUES('billing','{"name":"billing","url":"https://billing.example.com/events","timeoutSeconds":10.0}');
CREATE TABLE source_trigger (
  id            TEXT    NOT NULL PRIMARY KEY,
  name          TEXT    NOT NULL UNIQUE,
  function_name TEXT    NOT NULL,
  qualifier     TEXT,
  paused        INTEGER NOT NULL,
  form          TEXT    NOT NULL,
  revision      INTEGER NOT NULL,
  created_at    INTEGER NOT NULL,
  updated_at    INTEGER NOT NULL
, tags TEXT NOT NULL DEFAULT '{}');
INSERT INTO source_trigger VALUES('8fc4340c-3a82-4d2f-b9e0-9acd0b558e7b','files','orders',NULL,0,'{"kind":"folder","bucket":"inbox","path":"/srv/inbox","events":["s3:ObjectCreated:*","s3:ObjectRemoved:*"],"prefix":"","suffix":"","hiddenFiles":false,"temporarySuffixes":[".tmp",".part",".partial",".crdownload",".swp","~"],"settleSeconds":1.0,"rescanSeconds":10.0,"reportExisting":true}',1,1795849037185,1795849037185,'{}');
INSERT INTO source_trigger VALUES('4b2db2f7-fced-493b-97fb-bf0269acd5d6','clouds','billing',NULL,1,'{"kind":"http"}',1,1795849037411,1795849037411,'{}');
CREATE TABLE secret (
  name        TEXT    NOT NULL PRIMARY KEY,
  key_id      TEXT    NOT NULL,
  wrapped_key BLOB    NOT NULL,
  sealed      BLOB    NOT NULL,
  version     INTEGER NOT NULL,
  created_at  INTEGER NOT NULL,
  updated_at  INTEGER NOT NULL
);
INSERT INTO secret VALUES('db-password','ec8dec2e-c3e7-4cb0-a8ed-ff630d24c3ef',X'28bf94cc737d4c8852dd7c3c744ed5609783d8c14d4624cc489a5a92f650966e041f908a0bd20bc228736e07c0a73737865f8932a15669664169f116',X'd4abe35727f69f08ab80306c88062b1b58966db3f0f30d820739a32be2d9dbae90aadf2c1477234943',1,1795849037079,1795849037079);
CREATE TABLE trigger_ledger (
  trigger_id   TEXT NOT NULL,
  minute       INTEGER NOT NULL,
  node         TEXT NOT NULL,
  held         INTEGER NOT NULL,
  received     INTEGER NOT NULL DEFAULT 0,
  delivered    INTEGER NOT NULL DEFAULT 0,
  filtered     INTEGER NOT NULL DEFAULT 0,
  deduplicated INTEGER NOT NULL DEFAULT 0,
  dead         INTEGER NOT NULL DEFAULT 0,
  expired      INTEGER NOT NULL DEFAULT 0,
  returned     INTEGER NOT NULL DEFAULT 0,
  parked       INTEGER NOT NULL DEFAULT 0,
  resumed      INTEGER NOT NULL DEFAULT 0,
  PRIMARY KEY (trigger_id, minute, node)
) WITHOUT ROWID;
INSERT INTO trigger_ledger VALUES('8fc4340c-3a82-4d2f-b9e0-9acd0b558e7b',1795849020000,'93bf62e5-3d45-4164-91ca-90f3ffc639b8',0,1,1,0,0,0,0,0,0,0);
CREATE TABLE ledger_node (
  node       TEXT NOT NULL PRIMARY KEY,
  expires_at INTEGER NOT NULL
) WITHOUT ROWID;
CREATE INDEX "flyway_schema_history_s_idx" ON "flyway_schema_history" ("success");
CREATE INDEX invocation_due ON invocation (function_name, due_at) WHERE state = 0;
CREATE INDEX dedup_key_age ON dedup_key (accepted_at);
CREATE INDEX dead_letter_function ON dead_letter (function_name, id);
CREATE INDEX dead_letter_trigger ON dead_letter (trigger_id, id) WHERE trigger_id IS NOT NULL;
CREATE INDEX dead_letter_reason ON dead_letter (reason, id);
CREATE INDEX dead_letter_audit_id ON dead_letter_audit (id);
CREATE INDEX outbox_due ON outbox (due_at) WHERE state = 0;
CREATE INDEX parked_record_order ON parked_record (trigger_id, key, sequence);
CREATE INDEX registry_entry_by_change ON registry_entry (change_number);
CREATE INDEX trigger_ledger_node ON trigger_ledger (node, trigger_id, minute);
CREATE INDEX trigger_ledger_age ON trigger_ledger (minute);
COMMIT;
