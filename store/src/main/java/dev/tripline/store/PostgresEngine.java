package dev.tripline.store;

import dev.tripline.spi.store.BlobStore;
import dev.tripline.spi.store.ShardLeases;
import dev.tripline.store.blob.JdbcBlobStore;
import dev.tripline.store.cipher.PayloadCipher;
import dev.tripline.store.due.DueWork;
import dev.tripline.store.due.RememberedDueWork;
import dev.tripline.store.engine.StoreSettings;
import dev.tripline.store.engine.postgres.PostgresDatabase;
import dev.tripline.store.event.StoreEvents;
import dev.tripline.store.health.PostgresQueueHealth;
import dev.tripline.store.health.QueueHealth;
import dev.tripline.store.lease.OwnLease;
import dev.tripline.store.lease.PostgresLease;
import dev.tripline.store.queue.PostgresQueueStatements;
import dev.tripline.store.queue.QueueStatements;
import dev.tripline.store.settlement.Settlements;
import dev.tripline.store.shard.JdbcShardLeases;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// PostgreSQL under the stores.
record PostgresEngine(
    PostgresDatabase database, OwnLease lease, QueueStatements queueStatements, DueWork dueWork)
    implements StoreEngine {
  private static final Logger log = LoggerFactory.getLogger(PostgresEngine.class);

  static PostgresEngine open(
      StoreSettings.Postgresql engine,
      StoreSettings settings,
      PayloadCipher cipher,
      StoreEvents events) {
    PostgresDatabase database = PostgresDatabase.open(engine, cipher);
    try {
      PostgresLease lease = new PostgresLease(database, settings.lease(), events);
      database.signals().onWork(events::workArrived);
      events.onWorkForAnybody(database.signals()::announce);
      log.info("Store {} is open, epoch {}", engine, lease.epoch());
      return new PostgresEngine(
          database,
          lease,
          new PostgresQueueStatements(lease, cipher, events),
          new RememberedDueWork(database));
    } catch (RuntimeException e) {
      database.close();
      throw e;
    }
  }

  @Override
  public String claimOutbox() {
    return """
    UPDATE outbox SET state = 1, owner = :owner, lease_token = lease_token + 1
    WHERE sequence = ANY(ARRAY(SELECT sequence FROM outbox
      WHERE state = 0 AND due_at >= :since AND due_at <= :now ORDER BY due_at LIMIT :limit FOR UPDATE SKIP LOCKED))
    RETURNING *
    """;
  }

  @Override
  public String voidClaim() {
    return "owner NOT IN (SELECT epoch FROM node_lease WHERE expires_at > store_now())";
  }

  @Override
  public QueueHealth queueHealth() {
    return new PostgresQueueHealth(database.reader()).get();
  }

  @Override
  public BlobStore blobs() {
    return new JdbcBlobStore(database);
  }

  @Override
  public ShardLeases shardLeases(Settlements settlements) {
    return JdbcShardLeases.shared(database, settlements);
  }
}
