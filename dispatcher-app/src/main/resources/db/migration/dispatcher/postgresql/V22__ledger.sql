-- What became of everything that a trigger received: what each node counted in each minute. minute is
-- its first millisecond since 1970; held is what the node held when it wrote the row last.
CREATE TABLE trigger_ledger (
  trigger_id   text NOT NULL,
  minute       bigint NOT NULL,
  node         text NOT NULL,
  held         bigint NOT NULL,
  received     bigint NOT NULL DEFAULT 0,
  delivered    bigint NOT NULL DEFAULT 0,
  filtered     bigint NOT NULL DEFAULT 0,
  deduplicated bigint NOT NULL DEFAULT 0,
  dead         bigint NOT NULL DEFAULT 0,
  expired      bigint NOT NULL DEFAULT 0,
  returned     bigint NOT NULL DEFAULT 0,
  parked       bigint NOT NULL DEFAULT 0,
  resumed      bigint NOT NULL DEFAULT 0,
  PRIMARY KEY (trigger_id, minute, node)
);
CREATE INDEX trigger_ledger_node ON trigger_ledger (node, trigger_id, minute);
CREATE INDEX trigger_ledger_age ON trigger_ledger (minute);

-- One row for every run of every node that keeps a ledger; gone when the node stopped or is taken for
-- dead, and what it held counts as given back then.
CREATE TABLE ledger_node (
  node       text NOT NULL PRIMARY KEY,
  expires_at bigint NOT NULL
);
