-- Functions and layers, one document each; a deleted one keeps its row without a document, so that
-- other nodes see the deletion.
CREATE TABLE registry_entry (
  kind          TEXT NOT NULL,
  name          TEXT NOT NULL,
  change_number INTEGER NOT NULL,
  document      TEXT,
  PRIMARY KEY (kind, name)
);
CREATE INDEX registry_entry_by_change ON registry_entry (change_number);

-- The number of the last change. Its row is locked until the change is committed, so numbers become
-- visible in their order.
CREATE TABLE registry_change (
  id     INTEGER NOT NULL PRIMARY KEY,
  number INTEGER NOT NULL
);
INSERT INTO registry_change (id, number) VALUES (1, 0);
