-- What became of everything that a trigger received: what each node counted in each minute. minute is
-- its first millisecond since 1970; held is what the node held when it wrote the row last.
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
CREATE INDEX trigger_ledger_node ON trigger_ledger (node, trigger_id, minute);
CREATE INDEX trigger_ledger_age ON trigger_ledger (minute);

-- One row for every run of every node that keeps a ledger; gone when the node stopped or is taken for
-- dead, and what it held counts as given back then.
CREATE TABLE ledger_node (
  node       TEXT NOT NULL PRIMARY KEY,
  expires_at INTEGER NOT NULL
) WITHOUT ROWID;
