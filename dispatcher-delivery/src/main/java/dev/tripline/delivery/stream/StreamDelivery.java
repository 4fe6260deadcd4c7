package dev.tripline.delivery.stream;

import dev.tripline.delivery.DeliverySignals;
import dev.tripline.delivery.filter.EventFilter;
import dev.tripline.delivery.ledger.Entry;
import dev.tripline.delivery.ledger.TriggerLedger;
import dev.tripline.delivery.parking.KeyDrain;
import dev.tripline.delivery.parking.KeyParking;
import dev.tripline.delivery.parking.Parking;
import dev.tripline.delivery.stream.failure.StreamFailures;
import dev.tripline.retry.batch.BatchRules;
import dev.tripline.retry.destination.BatchInfo;
import dev.tripline.spi.invocation.FunctionTarget;
import dev.tripline.spi.invocation.Invoker;
import dev.tripline.spi.source.Shard;
import dev.tripline.spi.source.ShardConsumer;
import dev.tripline.spi.source.StreamSource;
import dev.tripline.spi.store.DeadLetterStore;
import dev.tripline.spi.store.SourceStateStore;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// Hands the records of a stream to a function, batch by batch and in the order of their keys, and
/// commits each shard up to the last record before which everything is settled (rule R6).
///
/// Each shard has one reader, its source's thread, and as many lanes as batches may be with the
/// function at once; a record goes to the lane of its key. What is read and not delivered yet is
/// bounded, so a slow or failing function slows its own source only. A record that is given up is
/// kept as a dead letter before its position is committed.
public final class StreamDelivery implements ShardConsumer {
  private final StreamSource source;
  private final Settings settings;
  private final Services services;
  private final Listener listener;
  private final @Nullable KeyParking parking;
  private final Map<String, ShardDelivery> runs = new ConcurrentHashMap<>();
  private volatile @Nullable KeyDrain drain;

  public StreamDelivery(
      StreamSource source, Settings settings, Services services, Listener listener) {
    this.source = source;
    this.settings = settings;
    this.services = services;
    this.listener = listener;
    this.parking =
        services.parking() == null
            ? null
            : services.parking().of(settings.triggerId(), services.account());
  }

  /// How one trigger's batches are made and retried.
  ///
  /// @param rules how batches are retried and given up
  /// @param onFailure where given-up batches are announced; null for nowhere
  /// @param filter which records the function gets; [EventFilter#ALL] costs nothing
  public record Settings(
      String triggerId,
      FunctionTarget function,
      Origin origin,
      Batching batching,
      BatchRules rules,
      @Nullable String onFailure,
      EventFilter filter) {}

  /// What the records come from.
  ///
  /// @param info writes where a given-up batch is in the stream
  /// @param arn as it stands in windowed events and failure records
  /// @param windowSinceFirst whether a batch is gathered since its first record; otherwise since the
  ///     previous invocation ended
  public record Origin(BatchInfo info, String arn, boolean windowSinceFirst) {}

  /// How records are put together.
  ///
  /// @param size at most this many records; a batch is also flushed at 6 MB
  /// @param window how long a batch is gathered: with Kafka since its first record, otherwise since the
  ///     previous invocation ended
  /// @param parallelization how many batches of one shard may be with the function at once, each with
  ///     keys of its own. With a tumbling window it is 1, because each state follows from the last
  /// @param tumblingWindow null for none
  public record Batching(
      int size, Duration window, int parallelization, @Nullable Duration tumblingWindow) {}

  /// What a delivery needs of the dispatcher.
  ///
  /// @param functions through the trigger's breaker
  /// @param failures writes what a failure destination is told
  /// @param account this trigger's
  /// @param parking null where no key is parked
  public record Services(
      Invoker functions,
      DeadLetterStore deadLetters,
      SourceStateStore state,
      StreamFailures failures,
      TriggerLedger account,
      DeliverySignals signals,
      InstantSource clock,
      @Nullable Parking parking) {

    /// Where no key is parked: records that are given up let later ones of their keys overtake them.
    public Services(
        Invoker functions,
        DeadLetterStore deadLetters,
        SourceStateStore state,
        StreamFailures failures,
        TriggerLedger account,
        DeliverySignals signals,
        InstantSource clock) {
      this(functions, deadLetters, state, failures, account, signals, clock, null);
    }
  }

  /// Told how it goes, on the threads of the lanes; must be quick and safe for many threads.
  public interface Listener {
    /// The stream has answered; there may be no shard for this node.
    void joined();

    /// A shard is read from now on.
    void opened(String shard);

    /// A batch is with the function, or waits for it.
    void started(String shard, int records);

    /// The batch waits, because the function could not be run or failed; it is asked again after the
    /// delay.
    void waiting(String shard, String why, Duration delay);

    /// A part of a batch is settled.
    ///
    /// @param error why records were given up; null if none was
    void settled(String shard, int delivered, int deadLettered, @Nullable String error);

    /// A shard is not read here any more.
    ///
    /// @param finished whether it was read to its end
    void closed(String shard, boolean finished);
  }

  /// How a shard that is read here stands.
  ///
  /// @param inFlight how many records were read and are not settled
  /// @param lastResult `OK`, or what went wrong last; null before the first batch
  /// @param lastSettled when a batch ended last
  public record ShardView(
      String shard,
      Shard.Lag lag,
      long inFlight,
      @Nullable String lastResult,
      @Nullable Instant lastSettled) {}

  /// Takes this node's share of the stream's shards and delivers them until [#stop] or an interrupt.
  ///
  /// @throws dev.tripline.spi.source.SourceUnavailableException when the stream is out of reach;
  ///     nothing is lost. Make a new delivery on a new source after a while
  public void run() throws InterruptedException {
    try (TriggerLedger.Holding _ = services.account().inFlight(this::held);
        KeyDrain started = drain()) {
      drain = started;
      source.run(this);
    }
  }

  private @Nullable KeyDrain drain() {
    if (services.parking() == null || parking == null) {
      return null;
    }
    var trigger =
        new KeyDrain.Trigger(
            settings.triggerId(),
            settings.function(),
            settings.batching().size(),
            settings.rules().reportItemFailures(),
            services.functions(),
            services.account());
    return services.parking().drain(trigger, parking);
  }

  /// Lets the invocations that run finish and be settled; everything else stays in the stream. Does
  /// not wait.
  public void stop() {
    source.stop();
    KeyDrain running = drain;
    if (running != null) {
      running.stop();
    }
    runs.values().forEach(ShardDelivery::handOver);
  }

  /// The shards that are read here now, by id. Safe for any thread.
  public List<ShardView> shards() {
    return runs.values().stream()
        .map(ShardDelivery::view)
        .sorted(Comparator.comparing(ShardView::shard))
        .toList();
  }

  @Override
  public void joined() {
    listener.joined();
  }

  @Override
  public boolean consume(Shard shard) throws InterruptedException {
    var context = new ShardContext(shard, source, settings, services, listener, parking);
    ShardDelivery run = new ShardDelivery(shard, context, runs::size);
    if (runs.putIfAbsent(shard.id(), run) != null) {
      throw new IllegalStateException(
          "shard " + shard.id() + " is read here already; a second reader would break its order");
    }
    boolean finished = false;
    listener.opened(shard.id());
    try {
      if (parking != null) {
        parking.refresh();
      }
      finished = run.run();
      return finished;
    } finally {
      runs.remove(shard.id());
      services.account().count(Entry.RETURNED, run.held());
      listener.closed(shard.id(), finished);
    }
  }

  private long held() {
    return runs.values().stream().mapToLong(ShardDelivery::held).sum();
  }
}
