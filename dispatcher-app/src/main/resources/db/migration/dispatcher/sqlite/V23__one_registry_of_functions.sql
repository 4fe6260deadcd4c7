-- Functions, endpoints and layers, one document each. Within a space of names a name stands for one
-- document, whatever its kind, so that it is taken by one statement. A deleted one keeps its row
-- without kind and document, so that other nodes see the deletion.
CREATE TABLE registry_document (
  space         TEXT NOT NULL,
  name          TEXT NOT NULL,
  kind          TEXT,
  change_number INTEGER NOT NULL,
  document      TEXT,
  PRIMARY KEY (space, name)
);
INSERT INTO registry_document (space, name, kind, change_number, document)
SELECT kind, name, CASE WHEN document IS NULL THEN NULL ELSE kind END, change_number, document
FROM registry_entry;
DROP TABLE registry_entry;
CREATE INDEX registry_document_by_change ON registry_document (change_number);

-- From here on everything is one change.
UPDATE registry_change SET number = number + 1 WHERE id = 1;

-- Settings of /v1/functions for a package function become a part of its document.
UPDATE registry_document
SET document = json_set(
      registry_document.document,
      '$.asyncOverrides',
      json_object(
        'retry', json(json_extract(v1.document, '$.retry')),
        'destinations', json(json_extract(v1.document, '$.destinations')))),
    change_number = (SELECT number FROM registry_change WHERE id = 1)
FROM v1_function v1
WHERE registry_document.space = 'function'
  AND registry_document.name = v1.name
  AND registry_document.document IS NOT NULL;

-- Endpoints become documents of their own; settings for functions that are gone are left behind.
INSERT INTO registry_document (space, name, kind, change_number, document)
SELECT 'function', v1.name, 'endpoint', c.number, v1.document
FROM v1_function v1 CROSS JOIN registry_change c
WHERE json_extract(v1.document, '$.url') IS NOT NULL
  AND NOT EXISTS (
    SELECT 1 FROM registry_document r
    WHERE r.space = 'function' AND r.name = v1.name AND r.document IS NOT NULL)
ON CONFLICT (space, name) DO UPDATE
SET kind = excluded.kind, change_number = excluded.change_number, document = excluded.document;
DROP TABLE v1_function;
