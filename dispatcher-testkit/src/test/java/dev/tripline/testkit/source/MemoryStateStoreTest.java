package dev.tripline.testkit.source;

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
import dev.tripline.testkit.store.SourceStateStoreContract;
import dev.tripline.testkit.store.StoreUnderTest;

class MemoryStateStoreTest implements SourceStateStoreContract {
  private final StoreUnderTest store = new OnlyStates(new MemoryStateStore());

  @Override
  public StoreUnderTest store() {
    return store;
  }

  /// A store of which nothing else is there.
  private record OnlyStates(SourceStateStore sourceStates) implements StoreUnderTest {

    @Override
    public StoreUnderTest successor() {
      return this;
    }

    @Override
    public InvocationQueue queue() {
      throw new UnsupportedOperationException();
    }

    @Override
    public NodeLease lease() {
      throw new UnsupportedOperationException();
    }

    @Override
    public DeadLetterStore deadLetters() {
      throw new UnsupportedOperationException();
    }

    @Override
    public RedriveRuns redriveRuns() {
      throw new UnsupportedOperationException();
    }

    @Override
    public DeadLetterScan deadLetterScan() {
      throw new UnsupportedOperationException();
    }

    @Override
    public RedriveWork redriveWork() {
      throw new UnsupportedOperationException();
    }

    @Override
    public Outbox outbox() {
      throw new UnsupportedOperationException();
    }

    @Override
    public BlobStore blobs() {
      throw new UnsupportedOperationException();
    }

    @Override
    public ShardLeases shardLeases() {
      throw new UnsupportedOperationException();
    }

    @Override
    public ParkedKeys parkedKeys() {
      throw new UnsupportedOperationException();
    }

    @Override
    public ParkedKeyDrains parkedKeyDrains() {
      throw new UnsupportedOperationException();
    }

    @Override
    public ParkedShards parkedShards() {
      throw new UnsupportedOperationException();
    }

    @Override
    public DeadLetterQueries deadLetterQueries() {
      throw new UnsupportedOperationException();
    }

    @Override
    public DeadLetterClasses deadLetterClasses() {
      throw new UnsupportedOperationException();
    }

    @Override
    public ParkedKeyQueries parkedKeyQueries() {
      throw new UnsupportedOperationException();
    }

    @Override
    public AuditLog audit() {
      throw new UnsupportedOperationException();
    }

    @Override
    public TriggerStatusStore triggerStatus() {
      throw new UnsupportedOperationException();
    }
  }
}
