-- The newest reader of each shard: the token of earlier ones is refused.
CREATE TABLE parked_reader (
  trigger_id TEXT    NOT NULL,
  shard_id   TEXT    NOT NULL,
  token      INTEGER NOT NULL,
  PRIMARY KEY (trigger_id, shard_id)
) WITHOUT ROWID;

-- How far a shard's records of a key are settled because they were put behind it, whether they wait
-- still or were drained: kept until the shard is committed past it. Positions are decimal numbers without
-- leading zeros. Times are milliseconds since 1970 by the store's clock.
CREATE TABLE parked_mark (
  trigger_id TEXT    NOT NULL,
  shard_id   TEXT    NOT NULL,
  key        BLOB    NOT NULL,
  position   TEXT    NOT NULL,
  read_from  TEXT    NOT NULL,
  newest_at  INTEGER NOT NULL,
  PRIMARY KEY (trigger_id, shard_id, key)
) WITHOUT ROWID;
INSERT INTO parked_mark (trigger_id, shard_id, key, position, read_from, newest_at)
SELECT trigger_id, shard_id, key, position, '0', newest_at FROM (
  SELECT trigger_id, shard_id, key, position, newest_at,
    row_number() OVER (PARTITION BY trigger_id, shard_id, key
      ORDER BY length(position) DESC, position DESC) AS place
  FROM (
    SELECT trigger_id, shard_id, key, coalesce(nullif(ltrim(record_id, '0'), ''), '0') AS position,
      max(arrived_at) OVER (PARTITION BY trigger_id, shard_id, key) AS newest_at
    FROM parked_record)) AS numbered
WHERE place = 1;
