package dev.tripline.store;

import dev.tripline.spi.audit.AuditLog;
import dev.tripline.spi.deadletter.DeadLetterClasses;
import dev.tripline.spi.deadletter.DeadLetterQueries;
import dev.tripline.spi.deadletter.DeadLetterStore;
import dev.tripline.spi.invocation.Milestone;
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
import dev.tripline.store.audit.JdbcAuditLog;
import dev.tripline.store.cipher.PayloadCipher;
import dev.tripline.store.cipher.PayloadKeys;
import dev.tripline.store.cipher.SealedColumn;
import dev.tripline.store.deadletter.DeadLetterRows;
import dev.tripline.store.deadletter.JdbcDeadLetterClasses;
import dev.tripline.store.deadletter.JdbcDeadLetterQueries;
import dev.tripline.store.deadletter.JdbcDeadLetterStore;
import dev.tripline.store.engine.Database;
import dev.tripline.store.engine.SqlWork;
import dev.tripline.store.engine.StoreSettings;
import dev.tripline.store.engine.StoreWriter;
import dev.tripline.store.event.StoreCounters;
import dev.tripline.store.event.StoreEvents;
import dev.tripline.store.health.HealthWatch;
import dev.tripline.store.health.QueueHealth;
import dev.tripline.store.lease.Claims;
import dev.tripline.store.lease.OwnLease;
import dev.tripline.store.outbox.JdbcOutbox;
import dev.tripline.store.outbox.OutboxRows;
import dev.tripline.store.parking.JdbcParkedKeyDrains;
import dev.tripline.store.parking.JdbcParkedKeyQueries;
import dev.tripline.store.parking.JdbcParkedKeys;
import dev.tripline.store.parking.JdbcParkedShards;
import dev.tripline.store.parking.ParkedRows;
import dev.tripline.store.queue.JdbcInvocationQueue;
import dev.tripline.store.queue.QueueColumns;
import dev.tripline.store.redrive.JdbcDeadLetterScan;
import dev.tripline.store.redrive.JdbcRedriveRuns;
import dev.tripline.store.redrive.JdbcRedriveWork;
import dev.tripline.store.redrive.UntransformedRows;
import dev.tripline.store.rotation.KeyRegister;
import dev.tripline.store.rotation.Resealing;
import dev.tripline.store.settlement.SettledCounts;
import dev.tripline.store.settlement.Settlements;
import dev.tripline.store.source.JdbcSourceStateStore;
import dev.tripline.store.status.JdbcTriggerStatusStore;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/// All that is durable, on one open database. Safe for many threads.
public final class Stores implements AutoCloseable {
  private static final List<SealedColumn> SEALED =
      Stream.of(
              QueueColumns.SEALED,
              DeadLetterRows.SEALED,
              OutboxRows.SEALED,
              ParkedRows.SEALED,
              UntransformedRows.SEALED,
              JdbcSourceStateStore.SEALED,
              JdbcTriggerStatusStore.SEALED)
          .flatMap(List::stream)
          .toList();

  private final StoreEvents events;
  private final Settlements settlements = new Settlements();
  private final Database database;
  private final OwnLease lease;
  private final InvocationQueue queue;
  private final DeadLetterStore deadLetters;
  private final DeadLetterQueries deadLetterQueries;
  private final DeadLetterClasses deadLetterClasses;
  private final RedriveRuns redriveRuns;
  private final RedriveWork redriveWork;
  private final DeadLetterScan deadLetterScan;
  private final Outbox outbox;
  private final BlobStore blobs;
  private final SourceStateStore sourceStates;
  private final ShardLeases shardLeases;
  private final ParkedKeys parkedKeys;
  private final ParkedKeyQueries parkedKeyQueries;
  private final ParkedKeyDrains parkedKeyDrains;
  private final ParkedShards parkedShards;
  private final AuditLog audit;
  private final JdbcTriggerStatusStore triggerStatus;
  private final Housekeeping housekeeping;
  private final HealthWatch health;
  private final KeyRegister payloadKeys;
  private final Resealing resealing;

  private Stores(
      StoreEngine engine, PayloadKeys keys, StoreEvents events, Duration dedupRetention) {
    Claims claims = new Claims(engine.lease()::epoch, engine.voidClaim());
    this.events = events;
    this.database = engine.database();
    this.payloadKeys = new KeyRegister(database, keys);
    payloadKeys.open();
    this.resealing = new Resealing(database, payloadKeys, SEALED);
    this.lease = engine.lease();
    this.queue =
        new JdbcInvocationQueue(
            database, engine.queueStatements(), engine.lease(), events, engine.dueWork());
    this.deadLetters =
        new JdbcDeadLetterStore(database, engine.queueStatements()::redrive, settlements, events);
    this.deadLetterQueries = new JdbcDeadLetterQueries(database);
    this.deadLetterClasses = new JdbcDeadLetterClasses(database);
    this.redriveRuns = new JdbcRedriveRuns(database);
    this.redriveWork =
        new JdbcRedriveWork(database, claims, engine.queueStatements()::redrive, events);
    this.deadLetterScan = new JdbcDeadLetterScan(database);
    this.outbox = new JdbcOutbox(database, engine.claimOutbox(), engine.lease(), events);
    this.blobs = engine.blobs();
    this.sourceStates = new JdbcSourceStateStore(database);
    this.shardLeases = engine.shardLeases(settlements);
    this.parkedKeys = new JdbcParkedKeys(database, claims, settlements);
    this.parkedKeyQueries = new JdbcParkedKeyQueries(database);
    this.parkedKeyDrains = new JdbcParkedKeyDrains(database, claims, settlements);
    this.parkedShards = new JdbcParkedShards(database);
    this.audit = new JdbcAuditLog(database);
    this.triggerStatus = new JdbcTriggerStatusStore(database, claims);
    this.health = new HealthWatch(engine::queueHealth);
    this.housekeeping = new Housekeeping(database, triggerStatus, dedupRetention);
  }

  /// Opens the store, brings its tables up to date and takes this node's lease.
  ///
  /// @param clock the time of an SQLite store; it must not jump. PostgreSQL uses its own
  /// @throws dev.tripline.store.engine.StoreRefusedException if the store is damaged, in use, or
  ///     not durable; nothing in it was changed then
  public static Stores open(
      StoreSettings settings, InstantSource clock, Milestone.Listener milestones) {
    return open(settings, PayloadKeys.NONE, clock, milestones);
  }

  /// Opens the store likewise, with keys that payloads are encrypted with.
  ///
  /// @throws dev.tripline.store.engine.StoreRefusedException also if a key is missing by which values of
  ///     the store may be encrypted
  public static Stores open(
      StoreSettings settings,
      PayloadKeys keys,
      InstantSource clock,
      Milestone.Listener milestones) {
    PayloadCipher cipher = new PayloadCipher(keys);
    StoreEvents events = new StoreEvents(milestones);
    StoreEngine engine =
        switch (settings.engine()) {
          case StoreSettings.Sqlite sqlite ->
              SqliteEngine.open(sqlite, settings, clock, cipher, events);
          case StoreSettings.Postgresql postgresql ->
              PostgresEngine.open(postgresql, settings, cipher, events);
        };
    try {
      return new Stores(engine, keys, events, settings.dedupRetention());
    } catch (RuntimeException e) {
      engine.database().close();
      throw e;
    }
  }

  /// Whether a node, this or another, has the lease of that number now: if not, all that it had taken under
  /// it is free. Blocking.
  public boolean isAlive(long epoch) {
    return lease.isAlive(epoch);
  }

  public InvocationQueue queue() {
    return queue;
  }

  public NodeLease lease() {
    return lease;
  }

  public DeadLetterStore deadLetters() {
    return deadLetters;
  }

  /// Looks at dead letters for operators.
  public DeadLetterQueries deadLetterQueries() {
    return deadLetterQueries;
  }

  /// The classes of dead letters by their errors.
  public DeadLetterClasses deadLetterClasses() {
    return deadLetterClasses;
  }

  /// Runs that redrive many dead letters, as operators see them.
  public RedriveRuns redriveRuns() {
    return redriveRuns;
  }

  /// Runs that redrive many dead letters, as this node carries them out.
  public DeadLetterScan deadLetterScan() {
    return deadLetterScan;
  }

  public RedriveWork redriveWork() {
    return redriveWork;
  }

  public Outbox outbox() {
    return outbox;
  }

  public BlobStore blobs() {
    return blobs;
  }

  public SourceStateStore sourceStates() {
    return sourceStates;
  }

  public ShardLeases shardLeases() {
    return shardLeases;
  }

  public ParkedKeys parkedKeys() {
    return parkedKeys;
  }

  public ParkedKeyDrains parkedKeyDrains() {
    return parkedKeyDrains;
  }

  public ParkedShards parkedShards() {
    return parkedShards;
  }

  /// Looks at parked keys for operators.
  public ParkedKeyQueries parkedKeyQueries() {
    return parkedKeyQueries;
  }

  /// The record of changes that somebody made.
  public AuditLog audit() {
    return audit;
  }

  /// The state of triggers, node by node.
  public TriggerStatusStore triggerStatus() {
    return triggerStatus;
  }

  /// Writes to other tables, which modules add by migrations of their own.
  public StoreWriter writer() {
    return new Writing(database);
  }

  /// Writes, and cannot close the store, as a container would that finds a database among its parts.
  private record Writing(Database database) implements StoreWriter {
    @Override
    public <T extends @Nullable Object> T write(SqlWork<T> work) {
      return database.write(work);
    }
  }

  /// Reads what is committed.
  public JdbcClient reader() {
    return database.reader();
  }

  /// The store's time, by which ages of events are measured.
  public InstantSource clock() {
    return database.clock();
  }

  /// Calls the listener whenever unclaimed work (invocations, messages of the outbox) may have become
  /// due at once, on this node or another. It is called on any thread and must not block. A signal can be lost: look from time to time too.
  public void onWork(Runnable listener) {
    events.onWork(listener);
  }

  /// The reason why the store cannot be used now; empty while it can. Answers at once.
  public Optional<String> outage() {
    return database.outage();
  }

  /// From now on settled events of triggers are counted there, in the transactions that settle them.
  public void countIn(SettledCounts counts) {
    settlements.countIn(counts);
  }

  /// Forgets deduplication keys and the like that are too old, and answers how many rows that were.
  public int housekeeping() {
    return housekeeping.run();
  }

  /// Encrypts the values of other tables, which modules add by migrations of their own; those columns are
  /// to be named to [#resealing()].
  public PayloadCipher cipher() {
    return database.cipher();
  }

  /// The keys by which values of the store may be encrypted.
  public KeyRegister payloadKeys() {
    return payloadKeys;
  }

  /// Encrypts values anew when another key is active.
  public Resealing resealing() {
    return resealing;
  }

  /// Asks the database for the health of the queue's tables, and warns once when it is bad. Blocking.
  public void lookAtHealth() {
    health.look();
  }

  /// The health of the queue's tables by the last look. Never blocks.
  public QueueHealth queueHealth() {
    return health.last();
  }

  public StoreFigures figures() {
    StoreCounters counters = events.counters();
    Database.Commits commits = database.commits();
    return new StoreFigures(
        counters.enqueued.sum(),
        counters.duplicates.sum(),
        counters.refusedFull.sum(),
        counters.stale.sum(),
        counters.rescued.sum(),
        counters.unreadable.sum(),
        commits.commits(),
        commits.changes());
  }

  /// Waits for running commits, then closes. Claims stay as they are: give them back first, by
  /// [NodeLease#release()], or they are rescued later.
  @Override
  public void close() {
    database.close();
  }
}
