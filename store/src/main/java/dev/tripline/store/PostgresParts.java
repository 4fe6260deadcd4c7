package dev.tripline.store;

import dev.tripline.store.blob.JdbcBlobStore;
import dev.tripline.store.deadletter.JdbcDeadLetterStore;
import dev.tripline.store.engine.StoreSettings;
import dev.tripline.store.engine.postgres.PostgresDatabase;
import dev.tripline.store.event.StoreEvents;
import dev.tripline.store.lease.PostgresLease;
import dev.tripline.store.outbox.JdbcOutbox;
import dev.tripline.store.parking.Claims;
import dev.tripline.store.parking.JdbcParkedKeyDrains;
import dev.tripline.store.parking.JdbcParkedKeys;
import dev.tripline.store.queue.JdbcInvocationQueue;
import dev.tripline.store.queue.PostgresQueueStatements;
import dev.tripline.store.shard.JdbcShardLeases;
import dev.tripline.store.source.JdbcSourceStateStore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The stores on PostgreSQL.
final class PostgresParts {
  private static final Logger log = LoggerFactory.getLogger(PostgresParts.class);
  private static final String CLAIM_OUTBOX =
      """
      UPDATE outbox SET state = 1, owner = :owner, lease_token = lease_token + 1
      WHERE sequence = ANY(ARRAY(SELECT sequence FROM outbox
        WHERE state = 0 AND due_at <= :now ORDER BY due_at LIMIT :limit FOR UPDATE SKIP LOCKED))
      RETURNING *
      """;

  private static final String VOID_CLAIM =
      "owner NOT IN (SELECT epoch FROM node_lease WHERE expires_at > store_now())";

  private PostgresParts() {}

  static Stores.Parts open(
      StoreSettings.Postgresql engine, StoreSettings settings, StoreEvents events) {
    PostgresDatabase database = PostgresDatabase.open(engine);
    try {
      PostgresLease lease = new PostgresLease(database, settings.lease(), events);
      database.signals().onWork(events::workArrived);
      log.info("Store {} is open, epoch {}", engine, lease.epoch());
      PostgresQueueStatements statements = new PostgresQueueStatements(lease, events);
      Claims claims = new Claims(lease::epoch, VOID_CLAIM);
      return new Stores.Parts(
          database,
          events,
          new JdbcInvocationQueue(database, statements, lease, events),
          lease,
          new JdbcDeadLetterStore(database, statements::redrive, events),
          new JdbcOutbox(database, CLAIM_OUTBOX, lease, events),
          new JdbcBlobStore(database),
          new JdbcSourceStateStore(database),
          JdbcShardLeases.shared(database),
          new JdbcParkedKeys(database, claims),
          new JdbcParkedKeyDrains(database, claims),
          new Housekeeping(database, settings.dedupRetention()));
    } catch (RuntimeException e) {
      database.close();
      throw e;
    }
  }
}
