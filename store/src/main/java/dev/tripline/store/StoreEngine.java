package dev.tripline.store;

import dev.tripline.spi.store.BlobStore;
import dev.tripline.spi.store.ShardLeases;
import dev.tripline.store.engine.Database;
import dev.tripline.store.lease.OwnLease;
import dev.tripline.store.queue.QueueStatements;

/// An open database with this node's lease, and the parts that each engine does in its own way.
interface StoreEngine {
  Database database();

  OwnLease lease();

  QueueStatements queueStatements();

  /// Claims messages of the outbox: named parameters `owner` and `limit`, `:now` stands for the time.
  String claimOutbox();

  /// An SQL condition on `owner`: the claim is void. The parameter `epoch` is this node's.
  String voidClaim();

  BlobStore blobs();

  ShardLeases shardLeases();
}
