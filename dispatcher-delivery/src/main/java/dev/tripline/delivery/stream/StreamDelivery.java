package dev.tripline.delivery.stream;

import dev.tripline.delivery.DeliveryServices;
import dev.tripline.delivery.DeliverySignals;
import dev.tripline.delivery.filter.EventFilter;
import dev.tripline.delivery.ledger.Entry;
import dev.tripline.delivery.ledger.TriggerLedger;
import dev.tripline.delivery.parking.KeyDrain;
import dev.tripline.delivery.parking.KeyParking;
import dev.tripline.delivery.parking.Parking;
import dev.tripline.delivery.parking.ShardParking;
import dev.tripline.delivery.stream.failure.StreamFailures;
import dev.tripline.retry.destination.BatchInfo;
import dev.tripline.spi.deadletter.DeadLetterStore;
import dev.tripline.spi.invocation.FunctionTarget;
import dev.tripline.spi.invocation.Invoker;
import dev.tripline.spi.source.Shard;
import dev.tripline.spi.source.ShardConsumer;
import dev.tripline.spi.source.StreamSource;
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
  private final Trigger trigger;
  private final Services services;
  private final Listener listener;
  private final KeyParking parking;
  private final Map<String, ShardDelivery> runs = new ConcurrentHashMap<>();
  private volatile @Nullable KeyDrain drain;

  public StreamDelivery(
      StreamSource source, Trigger trigger, Services services, Listener listener) {
    this.source = source;
    this.trigger = trigger;
    this.services = services;
    this.listener = listener;
    this.parking = services.parking().of(trigger.id(), services.ledger());
  }

  /// The trigger whose stream is delivered.
  ///
  /// @param filter lets in the records that the function gets; [EventFilter#ALL] costs nothing
  public record Trigger(
      String id,
      FunctionTarget function,
      Origin origin,
      StreamSettings settings,
      EventFilter filter) {}

  /// The stream that is read.
  ///
  /// @param info writes the place of a given-up batch in the stream
  /// @param arn as it stands in windowed events and failure records
  /// @param windowSinceFirst whether a batch is collected since its first record; otherwise since the
  ///     previous invocation ended
  public record Origin(BatchInfo info, String arn, boolean windowSinceFirst) {}

  /// The services that a delivery of a stream needs.
  ///
  /// @param delivery those of each delivery
  /// @param ledger this trigger's
  /// @param failures writes the messages to failure destinations
  public record Services(
      DeliveryServices delivery,
      TriggerLedger ledger,
      SourceStateStore state,
      StreamFailures failures,
      Parking parking) {

    Invoker functions() {
      return delivery.functions();
    }

    DeadLetterStore deadLetters() {
      return delivery.deadLetters();
    }

    DeliverySignals signals() {
      return delivery.signals();
    }

    InstantSource clock() {
      return delivery.clock();
    }
  }

  /// Called with the delivery's progress, on the threads of the lanes; must be quick and safe for many
  /// threads.
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

  /// The state of a shard that is read here.
  ///
  /// @param inFlight records that were read and are not settled
  /// @param lastResult `OK`, or the last error; null before the first batch
  /// @param lastSettled time of the last batch's end
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
    try (TriggerLedger.Holding _ = services.ledger().inFlight(this::held);
        KeyDrain started = drain()) {
      drain = started;
      source.run(this);
    }
  }

  private KeyDrain drain() {
    var drained =
        new KeyDrain.Trigger(
            trigger.id(),
            trigger.function(),
            trigger.settings().batchSize(),
            trigger.settings().rules().reportItemFailures(),
            services.functions());
    return services.parking().drain(drained, parking);
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
    var context = new ShardContext(shard, source, trigger, services, listener);
    if (runs.containsKey(shard.id())) {
      throw readAlready(shard);
    }
    ShardParking keys = parking.open(shard.id());
    ShardDelivery run = new ShardDelivery(context, keys, runs::size);
    if (runs.putIfAbsent(shard.id(), run) != null) {
      throw readAlready(shard);
    }
    boolean finished = false;
    listener.opened(shard.id());
    try {
      finished = run.run();
      if (!context.right().isLost()) {
        keys.leave(context.commits().committed(), finished);
      }
      return finished;
    } finally {
      runs.remove(shard.id());
      services.ledger().count(Entry.RETURNED, run.held());
      listener.closed(shard.id(), finished);
    }
  }

  private static IllegalStateException readAlready(Shard shard) {
    return new IllegalStateException(
        "shard " + shard.id() + " is read here already; a second reader would break its order");
  }

  private long held() {
    return runs.values().stream().mapToLong(ShardDelivery::held).sum();
  }
}
