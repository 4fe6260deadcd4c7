package dev.tripline.testkit.store;

import dev.tripline.spi.audit.AuditLog;
import dev.tripline.spi.deadletter.DeadLetterClasses;
import dev.tripline.spi.deadletter.DeadLetterQueries;
import dev.tripline.spi.deadletter.DeadLetterStore;
import dev.tripline.spi.parking.ParkedKeyDrains;
import dev.tripline.spi.parking.ParkedKeyQueries;
import dev.tripline.spi.parking.ParkedKeys;
import dev.tripline.spi.parking.ParkedShards;
import dev.tripline.spi.redrive.DeadLetterScan;
import dev.tripline.spi.redrive.RedriveRuns;
import dev.tripline.spi.redrive.RedriveWork;
import dev.tripline.spi.store.BlobStore;
import dev.tripline.spi.store.InvocationQueue;
import dev.tripline.spi.store.NodeLease;
import dev.tripline.spi.store.Outbox;
import dev.tripline.spi.store.ShardLeases;
import dev.tripline.spi.store.SourceStateStore;
import dev.tripline.spi.store.TriggerStatusStore;

/// An open store of one node.
public interface StoreUnderTest {
  InvocationQueue queue();

  NodeLease lease();

  DeadLetterStore deadLetters();

  DeadLetterQueries deadLetterQueries();

  DeadLetterClasses deadLetterClasses();

  RedriveRuns redriveRuns();

  RedriveWork redriveWork();

  DeadLetterScan deadLetterScan();

  Outbox outbox();

  BlobStore blobs();

  SourceStateStore sourceStates();

  ShardLeases shardLeases();

  ParkedKeys parkedKeys();

  ParkedKeyQueries parkedKeyQueries();

  ParkedKeyDrains parkedKeyDrains();

  ParkedShards parkedShards();

  AuditLog audit();

  TriggerStatusStore triggerStatus();

  /// The node dies without a word and its lease runs out; the answer is the node that comes after it,
  /// on the same store. Only the successor may be used then.
  StoreUnderTest successor();
}
