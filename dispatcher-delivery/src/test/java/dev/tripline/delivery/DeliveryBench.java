package dev.tripline.delivery;

import dev.tripline.delivery.async.AsynchronousDelivery;
import dev.tripline.delivery.async.DeliverySettings;
import dev.tripline.spi.deadletter.DeadLetter;
import dev.tripline.spi.deadletter.DeadLetterQueries;
import dev.tripline.spi.invocation.FunctionTarget;
import dev.tripline.spi.invocation.Milestone;
import dev.tripline.spi.store.NewInvocation;
import dev.tripline.store.Stores;
import dev.tripline.store.engine.StoreSettings;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/// Asynchronous delivery on a real SQLite store, with scripted functions and a clock that a test
/// turns.
public final class DeliveryBench implements AutoCloseable {
  public static final DeliverySettings QUICK =
      new DeliverySettings(
          20,
          2,
          Duration.ofMillis(5),
          1_000,
          ByteSize.ofMegabytes(10),
          Duration.ofMillis(20),
          Duration.ofSeconds(5));

  public final TurnedClock clock = new TurnedClock();
  public final ScriptedFunctions functions;
  public final NotedAttempts attempts = new NotedAttempts();
  public final DeliverySignals signals = attempts.signals();
  public final Stores stores;
  public final AsynchronousDelivery delivery;

  public DeliveryBench(Path directory, ScriptedFunctions functions, DeliverySettings settings) {
    this.functions = functions;
    this.stores =
        Stores.open(
            StoreSettings.sqlite(directory.resolve("store.db")), clock, Milestone.Listener.NONE);
    var store =
        new AsynchronousDelivery.Store(
            stores.queue(), stores.lease(), Duration.ofSeconds(30), stores.clock());
    this.delivery = new AsynchronousDelivery(settings, store, functions, functions, signals);
    stores.onWork(delivery::wake);
    delivery.start();
  }

  /// Time that only passes when it is told to.
  public static final class TurnedClock implements InstantSource {
    private volatile Instant now = Instant.parse("2026-01-01T00:00:00Z");

    @Override
    public Instant instant() {
      return now;
    }

    public synchronized void advance(Duration by) {
      now = now.plus(by);
    }
  }

  public String send(String function) {
    return send(function, "{\"n\":1}");
  }

  public String send(String function, String payload) {
    String id = UUID.randomUUID().toString();
    delivery.accept(
        NewInvocation.of(
            id, FunctionTarget.latest(function), payload.getBytes(StandardCharsets.UTF_8)));
    return id;
  }

  public List<DeadLetter> deadLetters() {
    return stores.deadLetterQueries().page(DeadLetterQueries.Filter.ALL, null, 100).stream()
        .map(letter -> stores.deadLetterQueries().find(letter.id()).orElseThrow())
        .toList();
  }

  public static void await(BooleanSupplier condition) {
    await(condition, Duration.ofSeconds(60));
  }

  public static void await(BooleanSupplier condition, Duration patience) {
    long end = System.nanoTime() + patience.toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() - end > 0) {
        throw new AssertionError("not in " + patience);
      }
      LockSupport.parkNanos(Duration.ofMillis(2).toNanos());
    }
  }

  @Override
  public void close() {
    delivery.close();
    stores.close();
  }
}
