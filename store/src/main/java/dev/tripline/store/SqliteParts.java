package dev.tripline.store;

import dev.tripline.store.blob.FileBlobStore;
import dev.tripline.store.deadletter.JdbcDeadLetterStore;
import dev.tripline.store.engine.StoreSettings;
import dev.tripline.store.engine.sqlite.DiskReserve;
import dev.tripline.store.engine.sqlite.SqliteDatabase;
import dev.tripline.store.event.StoreEvents;
import dev.tripline.store.lease.SqliteLease;
import dev.tripline.store.outbox.JdbcOutbox;
import dev.tripline.store.parking.Claims;
import dev.tripline.store.parking.JdbcParkedKeyDrains;
import dev.tripline.store.parking.JdbcParkedKeys;
import dev.tripline.store.queue.JdbcInvocationQueue;
import dev.tripline.store.queue.SqliteQueueStatements;
import dev.tripline.store.shard.JdbcShardLeases;
import dev.tripline.store.source.JdbcSourceStateStore;
import java.nio.file.Path;
import java.time.InstantSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The stores on SQLite.
final class SqliteParts {
  private static final Logger log = LoggerFactory.getLogger(SqliteParts.class);
  private static final String CLAIM_OUTBOX =
      """
      UPDATE outbox SET state = 1, owner = :owner, lease_token = lease_token + 1
      WHERE sequence IN (SELECT sequence FROM outbox
        WHERE state = 0 AND due_at <= :now ORDER BY due_at LIMIT :limit)
      RETURNING *
      """;

  private static final String VOID_CLAIM = "owner < :epoch";

  private SqliteParts() {}

  static Stores.Parts open(
      StoreSettings.Sqlite engine,
      StoreSettings settings,
      InstantSource clock,
      StoreEvents events) {
    SqliteDatabase database = SqliteDatabase.open(engine, clock);
    try {
      SqliteLease lease = new SqliteLease(database, events);
      int rescued = lease.rescue();
      log.info(
          "Store {} is open, epoch {}; {} claims of earlier runs wait to be taken again",
          database.file(),
          lease.epoch(),
          rescued);
      SqliteQueueStatements statements =
          new SqliteQueueStatements(
              clock, lease, new DiskReserve(database.file(), settings.diskReserve()), events);
      Path blobs = database.file().resolveSibling("blobs");
      Claims claims = new Claims(lease::epoch, VOID_CLAIM);
      return new Stores.Parts(
          database,
          events,
          new JdbcInvocationQueue(database, statements, lease, events),
          lease,
          new JdbcDeadLetterStore(database, statements::redrive, events),
          new JdbcOutbox(database, CLAIM_OUTBOX, lease, events),
          new FileBlobStore(blobs),
          new JdbcSourceStateStore(database),
          JdbcShardLeases.alone(database),
          new JdbcParkedKeys(database, claims),
          new JdbcParkedKeyDrains(database, claims),
          new Housekeeping(database, settings.dedupRetention()));
    } catch (RuntimeException e) {
      database.close();
      throw e;
    }
  }
}
