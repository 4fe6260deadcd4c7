package dev.tripline.store;

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
import dev.tripline.testkit.store.StoreUnderTest;
import java.util.function.UnaryOperator;

/// Real stores as the contracts see them.
record OpenStore(Stores stores, UnaryOperator<Stores> nextNode) implements StoreUnderTest {
  @Override
  public InvocationQueue queue() {
    return stores.queue();
  }

  @Override
  public NodeLease lease() {
    return stores.lease();
  }

  @Override
  public DeadLetterStore deadLetters() {
    return stores.deadLetters();
  }

  @Override
  public RedriveRuns redriveRuns() {
    return stores.redriveRuns();
  }

  @Override
  public RedriveWork redriveWork() {
    return stores.redriveWork();
  }

  @Override
  public DeadLetterScan deadLetterScan() {
    return stores.deadLetterScan();
  }

  @Override
  public Outbox outbox() {
    return stores.outbox();
  }

  @Override
  public BlobStore blobs() {
    return stores.blobs();
  }

  @Override
  public SourceStateStore sourceStates() {
    return stores.sourceStates();
  }

  @Override
  public ShardLeases shardLeases() {
    return stores.shardLeases();
  }

  @Override
  public ParkedKeys parkedKeys() {
    return stores.parkedKeys();
  }

  @Override
  public ParkedKeyDrains parkedKeyDrains() {
    return stores.parkedKeyDrains();
  }

  @Override
  public ParkedShards parkedShards() {
    return stores.parkedShards();
  }

  @Override
  public DeadLetterQueries deadLetterQueries() {
    return stores.deadLetterQueries();
  }

  @Override
  public DeadLetterClasses deadLetterClasses() {
    return stores.deadLetterClasses();
  }

  @Override
  public ParkedKeyQueries parkedKeyQueries() {
    return stores.parkedKeyQueries();
  }

  @Override
  public AuditLog audit() {
    return stores.audit();
  }

  @Override
  public TriggerStatusStore triggerStatus() {
    return stores.triggerStatus();
  }

  @Override
  public StoreUnderTest successor() {
    return new OpenStore(nextNode.apply(stores), nextNode);
  }
}
