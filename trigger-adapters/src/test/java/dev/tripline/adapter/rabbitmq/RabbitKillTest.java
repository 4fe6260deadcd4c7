package dev.tripline.adapter.rabbitmq;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.tripline.spi.source.Delivery;
import dev.tripline.spi.source.QueueSource;
import dev.tripline.spi.source.SourceUnavailableException;
import dev.tripline.testkit.server.RabbitServer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;

/// The broker is killed while messages are published, settled and given back.
class RabbitKillTest {
  private static final int KILLS = 3;
  private static final int BATCH = 20;

  private final Set<String> confirmed = ConcurrentHashMap.newKeySet();
  private final Set<String> done = ConcurrentHashMap.newKeySet();
  private final AtomicInteger givenBack = new AtomicInteger();
  private final AtomicInteger outages = new AtomicInteger();
  private final AtomicBoolean publishing = new AtomicBoolean(true);
  private final AtomicBoolean consuming = new AtomicBoolean(true);
  private volatile String publisherState = "not started";
  private volatile String consumerState = "not started";

  @Test
  void nothing_is_lost_when_the_broker_is_killed_under_load() throws Exception {
    Optional<String> missing = RabbitServer.whyUnavailable();
    missing.ifPresent(System.out::println);
    assumeTrue(missing.isEmpty(), () -> missing.orElse(""));
    try (RabbitServer server = RabbitServer.start()) {
      try (TestBroker broker = new TestBroker(server.port())) {
        broker.declare("load", Map.of());
      }
      server.flush();
      server.kill();
      server.startAgain();
      Thread publisher = Thread.ofPlatform().daemon().start(() -> publish(server.port()));
      Thread consumer = Thread.ofPlatform().daemon().start(() -> consume(server.port()));
      for (int kill = 0; kill < KILLS; kill++) {
        int before = done.size();
        await(() -> done.size() > before + 200, "messages to flow before kill " + kill);
        server.kill();
        server.startAgain();
      }
      int before = done.size();
      await(() -> done.size() > before + 200, "messages to flow after the last kill");
      publishing.set(false);
      publisher.join();
      await(() -> done.containsAll(confirmed), "every confirmed message to be done");
      consuming.set(false);
      consumer.join();
    }
    System.out.printf(
        "RabbitMQ killed %d times: %d confirmed, %d done, %d given back, %d outages%n",
        KILLS, confirmed.size(), done.size(), givenBack.get(), outages.get());
    assertThat(givenBack.get()).isPositive();
    assertThat(outages.get()).isGreaterThanOrEqualTo(KILLS);
    Set<String> lost = new HashSet<>(confirmed);
    lost.removeAll(done);
    assertThat(lost).isEmpty();
  }

  private void publish(int port) {
    int next = 0;
    while (publishing.get()) {
      publisherState = "connecting";
      try (TestBroker broker = new TestBroker(port)) {
        // A message to a queue that is not there is confirmed, too.
        broker.require("load");
        publisherState = "publishing";
        while (publishing.get()) {
          List<String> some = new ArrayList<>();
          for (int i = 0; i < 10; i++) {
            some.add("event-" + next++);
          }
          broker.send("load", some);
          confirmed.addAll(some);
        }
      } catch (Exception e) {
        publisherState = "failed: " + e;
        pause();
      }
    }
  }

  /// Every seventh message fails at its first attempt.
  private void consume(int port) {
    try (QueueSource source = TestBroker.source(port, "load", BATCH)) {
      while (consuming.get()) {
        try {
          List<Delivery> batch = source.poll(BATCH, Duration.ofMillis(200));
          List<Delivery> good = new ArrayList<>();
          List<Delivery> bad = new ArrayList<>();
          for (Delivery delivery : batch) {
            boolean fails = delivery.attempt() == 1 && body(delivery).hashCode() % 7 == 0;
            (fails ? bad : good).add(delivery);
          }
          good.forEach(delivery -> done.add(body(delivery)));
          source.acknowledge(good);
          if (!bad.isEmpty()) {
            source.retry(bad, Duration.ofMillis(100), null);
            givenBack.addAndGet(bad.size());
          }
          consumerState = "settled " + batch.size();
        } catch (SourceUnavailableException e) {
          consumerState = "failed: " + e.getMessage();
          outages.incrementAndGet();
          pause();
        }
      }
    } catch (InterruptedException | RuntimeException e) {
      consumerState = "ended: " + e;
      throw new IllegalStateException(e);
    }
  }

  private static String body(Delivery delivery) {
    var polled = (RabbitQueueSource.Polled) delivery.handle();
    return new String(polled.message().body(), StandardCharsets.UTF_8);
  }

  private static void pause() {
    LockSupport.parkNanos(Duration.ofMillis(100).toNanos());
  }

  private void await(BooleanSupplier condition, String what) throws InterruptedException {
    long end = System.nanoTime() + Duration.ofMinutes(2).toNanos();
    while (!condition.getAsBoolean()) {
      assertThat(consumerState).doesNotStartWith("ended");
      assertThat(System.nanoTime())
          .as(
              "waited too long for %s; publisher %s, %d confirmed; consumer %s, %d done",
              what, publisherState, confirmed.size(), consumerState, done.size())
          .isLessThan(end);
      pause();
    }
  }
}
