package dev.tripline.delivery.stream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tripline.delivery.DeliveryServices;
import dev.tripline.delivery.NotedAttempts;
import dev.tripline.delivery.ScriptedFunctions;
import dev.tripline.delivery.StoredLetters;
import dev.tripline.delivery.filter.EventFilter;
import dev.tripline.delivery.ledger.CountingLedger;
import dev.tripline.delivery.parking.Parking;
import dev.tripline.delivery.stream.failure.StreamFailures;
import dev.tripline.retry.batch.BatchRules;
import dev.tripline.retry.destination.ShardBatchInfo;
import dev.tripline.spi.deadletter.DeadLetterStore;
import dev.tripline.spi.invocation.FunctionTarget;
import dev.tripline.spi.invocation.InvocationRequest;
import dev.tripline.spi.source.StreamSource;
import dev.tripline.testkit.source.MemoryStateStore;
import dev.tripline.testkit.source.MemoryStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// A delivery on a stream in memory, with a clock that is turned by hand. Closing it checks the ledger.
final class StreamScenario implements AutoCloseable {
  static final String FUNCTION = "f";
  static final Instant START = Instant.parse("2026-01-01T12:00:00Z");
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final Pattern BODY = Pattern.compile("\"body\":\"([^\"]*)\"");

  final AtomicReference<Instant> now = new AtomicReference<>(START);
  final MemoryStream stream;
  final ScriptedFunctions functions = new ScriptedFunctions();
  final StoredLetters letters = new StoredLetters();
  final NotedAttempts attempts = new NotedAttempts();
  final CountingLedger account = new CountingLedger();
  final MemoryStateStore state = new MemoryStateStore();
  final List<String> waits = new CopyOnWriteArrayList<>();
  private final List<Running> running = new ArrayList<>();
  BatchRules rules = new BatchRules(2, null, false, false, false);
  Batching batching = new Batching(10, Duration.ZERO, 1, null);
  EventFilter filter = EventFilter.ALL;
  @Nullable String onFailure;
  DeadLetterStore deadLetters = letters.store();
  Parking parking = letters.parking();

  StreamScenario(int shards) {
    this.stream = new MemoryStream(shards, now::get);
  }

  StreamScenario with(ScriptedFunctions.Script script) {
    functions.with(FUNCTION, script);
    return this;
  }

  /// Publishes bodies `0`, `1`, … under one key.
  StreamScenario publish(String key, int from, int to) {
    for (int i = from; i < to; i++) {
      stream.publish(key, key + i);
    }
    return this;
  }

  Running start() {
    return start(stream.open());
  }

  Running start(StreamSource source) {
    StreamDelivery delivery =
        new StreamDelivery(
            source,
            new StreamDelivery.Trigger(
                "trigger",
                FunctionTarget.latest(FUNCTION),
                new StreamDelivery.Origin(ShardBatchInfo.KINESIS, "arn:stream", false),
                settings(),
                filter),
            new StreamDelivery.Services(
                new DeliveryServices(
                    functions, deadLetters, attempts.signals(), now::get, _ -> false),
                account,
                state,
                new StreamFailures(functions, now::get),
                parking),
            new Noted());
    Running started = new Running(delivery);
    running.add(started);
    return started;
  }

  private StreamSettings settings() {
    return new StreamSettings(
        StreamSettings.StartingPosition.TRIM_HORIZON,
        null,
        batching.size(),
        batching.window(),
        batching.parallelization(),
        batching.tumblingWindow(),
        rules,
        onFailure,
        List.of());
  }

  /// How records are put together; the other settings are fields of the scenario.
  record Batching(
      int size, Duration window, int parallelization, @Nullable Duration tumblingWindow) {}

  /// The bodies of each batch that the function was given, in order.
  List<List<String>> batches() {
    return functions.requests.stream().map(StreamScenario::bodies).toList();
  }

  static List<String> bodies(InvocationRequest request) {
    return bodies(request.payload().toByteArray());
  }

  /// The bodies of the records that were given up, and why, in alphabetical order.
  List<String> givenUp() {
    return letters.kept().stream()
        .map(letter -> letter.reason() + " " + String.join(",", bodies(letter.payload())))
        .sorted()
        .toList();
  }

  static List<String> bodies(byte[] payload) {
    Matcher matcher = BODY.matcher(new String(payload, StandardCharsets.UTF_8));
    List<String> bodies = new ArrayList<>();
    while (matcher.find()) {
      bodies.add(matcher.group(1));
    }
    return bodies;
  }

  void awaitCommitted(String shard, long records) throws InterruptedException {
    await(shard + " is committed up to " + records, () -> stream.committed(shard) == records);
  }

  void await(String what, BooleanSupplier condition) throws InterruptedException {
    long end = System.nanoTime() + PATIENCE.toNanos();
    Object pause = new Object();
    synchronized (pause) {
      while (!condition.getAsBoolean()) {
        if (System.nanoTime() > end) {
          throw new AssertionError(
              what
                  + " did not come true: batches "
                  + batches()
                  + ", committed "
                  + stream.shardIds().stream().map(id -> id + "=" + stream.committed(id)).toList()
                  + ", waits "
                  + waits);
        }
        pause.wait(5);
      }
    }
  }

  @Override
  public void close() {
    try {
      for (Running started : running) {
        started.stop();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted while it stopped", e);
    }
    try (letters) {
      assertThat(letters.parked()).as("triggers with keys parked unasked").isEmpty();
      assertThat(account.residual()).as("residual of %s", account).isZero();
    }
  }

  /// A delivery on a thread of its own.
  static final class Running {
    final StreamDelivery delivery;
    private final Thread thread;
    private final AtomicReference<@Nullable Throwable> ended = new AtomicReference<>();

    Running(StreamDelivery delivery) {
      this.delivery = delivery;
      this.thread =
          Thread.ofVirtual()
              .start(() -> {
                try {
                  delivery.run();
                } catch (InterruptedException | RuntimeException e) {
                  ended.set(e);
                }
              });
    }

    /// Ends it as a shutdown does.
    void stop() throws InterruptedException {
      delivery.stop();
      if (!thread.join(PATIENCE)) {
        throw new AssertionError("the delivery did not stop");
      }
      assertThat(ended.get()).isNull();
    }
  }

  private final class Noted implements StreamDelivery.Listener {
    @Override
    public void joined() {}

    @Override
    public void opened(String shard) {}

    @Override
    public void started(String shard, int records) {}

    @Override
    public void waiting(String shard, String why, Duration delay) {
      waits.add(why);
    }

    @Override
    public void settled(String shard, int delivered, int deadLettered, @Nullable String error) {}

    @Override
    public void closed(String shard, boolean finished) {}
  }
}
