package dev.tripline.store;

import dev.tripline.spi.store.BlobStore;
import dev.tripline.spi.store.ShardLeases;
import dev.tripline.store.blob.FileBlobStore;
import dev.tripline.store.cipher.PayloadCipher;
import dev.tripline.store.due.DueWork;
import dev.tripline.store.due.IndexedDueWork;
import dev.tripline.store.engine.StoreSettings;
import dev.tripline.store.engine.sqlite.DiskReserve;
import dev.tripline.store.engine.sqlite.SqliteDatabase;
import dev.tripline.store.event.StoreEvents;
import dev.tripline.store.health.QueueHealth;
import dev.tripline.store.lease.OwnLease;
import dev.tripline.store.lease.SqliteLease;
import dev.tripline.store.queue.QueueStatements;
import dev.tripline.store.queue.SqliteQueueStatements;
import dev.tripline.store.settlement.Settlements;
import dev.tripline.store.shard.JdbcShardLeases;
import java.time.InstantSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// SQLite under the stores.
record SqliteEngine(
    SqliteDatabase database, OwnLease lease, QueueStatements queueStatements, DueWork dueWork)
    implements StoreEngine {
  private static final Logger log = LoggerFactory.getLogger(SqliteEngine.class);

  static SqliteEngine open(
      StoreSettings.Sqlite engine,
      StoreSettings settings,
      InstantSource clock,
      PayloadCipher cipher,
      StoreEvents events) {
    SqliteDatabase database = SqliteDatabase.open(engine, clock, cipher);
    try {
      SqliteLease lease = new SqliteLease(database, events);
      int rescued = lease.rescue();
      log.info(
          "Store {} is open, epoch {}; {} claims of earlier runs wait to be taken again",
          database.file(),
          lease.epoch(),
          rescued);
      DiskReserve reserve = new DiskReserve(database.file(), settings.diskReserve());
      return new SqliteEngine(
          database,
          lease,
          new SqliteQueueStatements(clock, lease, reserve, cipher, events),
          new IndexedDueWork(database));
    } catch (RuntimeException e) {
      database.close();
      throw e;
    }
  }

  @Override
  public String claimOutbox() {
    return """
    UPDATE outbox SET state = 1, owner = :owner, lease_token = lease_token + 1
    WHERE sequence IN (SELECT sequence FROM outbox
      WHERE state = 0 AND due_at >= :since AND due_at <= :now ORDER BY due_at LIMIT :limit)
    RETURNING *
    """;
  }

  @Override
  public String voidClaim() {
    return "owner < :epoch";
  }

  /// Rows that are gone leave nothing behind.
  @Override
  public QueueHealth queueHealth() {
    return QueueHealth.GOOD;
  }

  @Override
  public BlobStore blobs() {
    return new FileBlobStore(database.file().resolveSibling("blobs"), database.clock());
  }

  @Override
  public ShardLeases shardLeases(Settlements settlements) {
    return JdbcShardLeases.alone(database, settlements);
  }
}
