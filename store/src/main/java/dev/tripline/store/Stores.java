package dev.tripline.store;

import dev.tripline.spi.invocation.Milestone;
import dev.tripline.spi.store.BlobStore;
import dev.tripline.spi.store.DeadLetterStore;
import dev.tripline.spi.store.InvocationQueue;
import dev.tripline.spi.store.NodeLease;
import dev.tripline.spi.store.Outbox;
import dev.tripline.spi.store.ParkedKeyDrains;
import dev.tripline.spi.store.ParkedKeys;
import dev.tripline.spi.store.ShardLeases;
import dev.tripline.spi.store.SourceStateStore;
import dev.tripline.store.engine.Database;
import dev.tripline.store.engine.StoreSettings;
import dev.tripline.store.engine.StoreWriter;
import dev.tripline.store.event.StoreCounters;
import dev.tripline.store.event.StoreEvents;
import java.time.InstantSource;
import org.springframework.jdbc.core.simple.JdbcClient;

/// All that is durable, on one open database. Safe for many threads.
public final class Stores implements AutoCloseable {
  private final Parts parts;

  private Stores(Parts parts) {
    this.parts = parts;
  }

  /// What an engine puts together.
  record Parts(
      Database database,
      StoreEvents events,
      InvocationQueue queue,
      NodeLease lease,
      DeadLetterStore deadLetters,
      Outbox outbox,
      BlobStore blobs,
      SourceStateStore sourceStates,
      ShardLeases shardLeases,
      ParkedKeys parkedKeys,
      ParkedKeyDrains parkedKeyDrains,
      Housekeeping housekeeping) {}

  /// Opens the store, brings its tables up to date and takes this node's lease.
  ///
  /// @param clock the time of an SQLite store; it must not jump. PostgreSQL uses its own
  /// @throws dev.tripline.store.engine.StoreRefusedException if the store is damaged, in use, or
  ///     not durable; nothing in it was changed then
  public static Stores open(
      StoreSettings settings, InstantSource clock, Milestone.Listener milestones) {
    StoreEvents events = new StoreEvents(milestones);
    return new Stores(
        switch (settings.engine()) {
          case StoreSettings.Sqlite sqlite -> SqliteParts.open(sqlite, settings, clock, events);
          case StoreSettings.Postgresql postgresql ->
              PostgresParts.open(postgresql, settings, events);
        });
  }

  public InvocationQueue queue() {
    return parts.queue();
  }

  public NodeLease lease() {
    return parts.lease();
  }

  public DeadLetterStore deadLetters() {
    return parts.deadLetters();
  }

  public Outbox outbox() {
    return parts.outbox();
  }

  public BlobStore blobs() {
    return parts.blobs();
  }

  public SourceStateStore sourceStates() {
    return parts.sourceStates();
  }

  public ShardLeases shardLeases() {
    return parts.shardLeases();
  }

  public ParkedKeys parkedKeys() {
    return parts.parkedKeys();
  }

  public ParkedKeyDrains parkedKeyDrains() {
    return parts.parkedKeyDrains();
  }

  /// Writes to other tables, which modules add by migrations of their own.
  public StoreWriter writer() {
    return parts.database();
  }

  /// Reads what is committed.
  public JdbcClient reader() {
    return parts.database().reader();
  }

  /// The store's time, by which ages of events are measured.
  public InstantSource clock() {
    return parts.database().clock();
  }

  /// Calls the listener whenever unclaimed work (invocations, messages of the outbox) may have become
  /// due at once, on this node or another. It is called on any thread and must not block. A signal can be lost: look from time to time too.
  public void onWork(Runnable listener) {
    parts.events().onWork(listener);
  }

  /// Forgets deduplication keys and the like that are too old, and answers how many rows that were.
  public int housekeeping() {
    return parts.housekeeping().run();
  }

  public StoreFigures figures() {
    StoreCounters counters = parts.events().counters();
    Database.Commits commits = parts.database().commits();
    return new StoreFigures(
        counters.enqueued.sum(),
        counters.duplicates.sum(),
        counters.refusedFull.sum(),
        counters.stale.sum(),
        counters.rescued.sum(),
        commits.commits(),
        commits.changes());
  }

  /// Waits for running commits, then closes. Claims stay as they are: give them back first, by
  /// [NodeLease#release()], or they are rescued later.
  @Override
  public void close() {
    parts.database().close();
  }
}
