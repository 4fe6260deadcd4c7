package dev.tripline.store;

import dev.tripline.spi.store.BlobStore;
import dev.tripline.spi.store.ShardLeases;
import dev.tripline.store.due.DueWork;
import dev.tripline.store.engine.Database;
import dev.tripline.store.health.QueueHealth;
import dev.tripline.store.lease.OwnLease;
import dev.tripline.store.queue.QueueStatements;
import dev.tripline.store.settlement.Settlements;

/// An open database with this node's lease, and the parts that each engine does in its own way.
interface StoreEngine {
  Database database();

  OwnLease lease();

  QueueStatements queueStatements();

  DueWork dueWork();

  /// Claims messages of the outbox: named parameters `owner`, `since` (the lowest due time) and
  /// `limit`, `:now` stands for the time.
  String claimOutbox();

  /// An SQL condition on `owner`: the claim is void. The parameter `epoch` is this node's.
  String voidClaim();

  /// Asks the database for the health of the queue's tables. Blocking.
  QueueHealth queueHealth();

  BlobStore blobs();

  ShardLeases shardLeases(Settlements settlements);
}
