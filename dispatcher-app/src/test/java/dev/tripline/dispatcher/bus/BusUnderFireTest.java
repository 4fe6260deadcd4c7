package dev.tripline.dispatcher.bus;

import static dev.tripline.dispatcher.bus.BusClient.entry;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tripline.dispatcher.crash.CrashApplication;
import dev.tripline.dispatcher.crash.CrashNode;
import dev.tripline.dispatcher.crash.CrashPoint;
import dev.tripline.dispatcher.crash.DeadLetterReader;
import dev.tripline.dispatcher.scenario.TriggerApp;
import dev.tripline.spi.invocation.Milestone;
import dev.tripline.testkit.process.AppProcess;
import dev.tripline.testkit.server.DispatcherClient;
import dev.tripline.testkit.server.PostgresServer;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.eventbridge.EventBridgeClient;
import software.amazon.awssdk.services.eventbridge.model.PutEventsRequestEntry;

/// A dispatcher that is killed again and again keeps the order of groups, and replays the whole of a
/// range. `-Dbus.events=5000` says how many events a group has.
@Tag("crash")
class BusUnderFireTest {
  private static final int EACH = Integer.getInteger("bus.events", 60);
  private static final List<String> GROUPS =
      IntStream.range(0, 8).mapToObj(i -> "group-" + i).toList();
  private static final int EVENTS = GROUPS.size() * EACH;
  private static final Instant TIME = Instant.parse("2026-03-04T05:06:07Z");
  private static final Duration LIMIT = Duration.ofMinutes(2);
  private static final String BUS_ARN = "arn:aws:events:us-east-1:000000000000:event-bus/fire";
  private static final String ARCHIVE_ARN = "arn:aws:events:us-east-1:000000000000:archive/all";

  @TempDir Path directory;

  @Test
  void order_and_replay_survive_kills_on_sqlite() throws Exception {
    burn(Map.of());
  }

  @Test
  void order_and_replay_survive_kills_on_postgresql() throws Exception {
    try (PostgresServer postgres = PostgresServer.shared()) {
      burn(
          Map.of(
              "tripline.store.engine",
              "postgresql",
              "tripline.store.url",
              postgres.createDatabase("bus"),
              "tripline.store.username",
              postgres.user(),
              "tripline.store.lease",
              "2s"));
    }
  }

  private static boolean fails(GroupSink.Run run) {
    return isDead(run) || (run.n % 10 == 3 && run.attempt == 1);
  }

  /// One retry is allowed; a try that a kill cuts off is repeated and counts for nothing.
  private static boolean isDead(GroupSink.Run run) {
    return run.n % 20 == 7;
  }

  private void burn(Map<String, String> store) throws Exception {
    try (GroupSink ordered = new GroupSink(run -> !fails(run));
        GroupSink replayed = new GroupSink(_ -> true);
        CrashNode node = new CrashNode(plan(store), new CopyOnWriteArrayList<>())) {
      prepare(node, ordered);
      try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
        AtomicInteger left = new AtomicInteger(EVENTS);
        Future<?> published = threads.submit(() -> publish(node, left));
        awaitRuns(ordered, 50);
        node.kill();
        node.restart(at(Milestone.DEAD_LETTER_BEFORE_COMMIT, 3));
        assertThat(node.awaitCrash("DEAD_LETTER_BEFORE_COMMIT", LIMIT)).isTrue();
        // Halts in the middle of the replay that comes later.
        node.restart(at(Milestone.INGEST_AFTER_COMMIT, left.get() + EVENTS / 2));
        published.get();
      }
      TriggerApp.await(
          () -> ordered.isDone(GROUPS, EACH, BusUnderFireTest::isDead), "the end of each event");
      int poisons = GROUPS.size() * (int) IntStream.range(0, EACH).filter(n -> n % 20 == 7).count();
      TriggerApp.await(() -> deadLetters(node) == poisons, poisons + " dead letters");
      assertThat(ordered.violations(BusUnderFireTest::isDead)).isEmpty();

      replay(node, replayed);
    }
  }

  /// The dispatcher halts between the commit of a chunk and the note that it was replayed.
  private static void replay(CrashNode node, GroupSink replayed) throws Exception {
    try (DispatcherClient client = new DispatcherClient(node.endpoint())) {
      subscribe(client, "replayed", replayed, "\"maxRetries\":3");
    }
    try (EventBridgeClient events = client(node)) {
      events.startReplay(b ->
          b.replayName("again")
              .eventSourceArn(ARCHIVE_ARN)
              .eventStartTime(TIME)
              .eventEndTime(TIME.plusSeconds(1))
              .destination(d ->
                  d.arn(BUS_ARN)
                      .filterArns("arn:aws:events:us-east-1:000000000000:rule/fire/replayed")));
    }
    assertThat(node.awaitCrash("INGEST_AFTER_COMMIT", LIMIT)).isTrue();
    assertThat(replayed.events()).isLessThan((long) EVENTS);
    node.restart();
    TriggerApp.await(() -> replayed.events() == (long) EVENTS, "every event of the range");
    try (EventBridgeClient events = client(node)) {
      TriggerApp.await(
          () ->
              events.describeReplay(b -> b.replayName("again")).stateAsString().equals("COMPLETED"),
          "the end of the replay");
    }
  }

  private AppProcess.Plan plan(Map<String, String> store) {
    Map<String, String> settings = new HashMap<>(store);
    settings.put("tripline.data-directory", directory.resolve("data").toString());
    settings.put("tripline.retry.error-wait", "20ms");
    settings.put("tripline.endpoints.allow", "127.0.0.1");
    settings.put("spring.main.banner-mode", "off");
    return AppProcess.Plan.ofMainClass(directory, CrashApplication.class.getName(), settings)
        .with("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC")
        .startedOften();
  }

  private static String at(Milestone milestone, int nth) {
    return "-D" + CrashPoint.PROPERTY + "=" + milestone + ":" + nth;
  }

  private static EventBridgeClient client(CrashNode node) {
    return BusClient.of(node.endpoint(), "test", "test");
  }

  private static void prepare(CrashNode node, GroupSink ordered) throws Exception {
    try (EventBridgeClient events = client(node)) {
      events.createEventBus(b -> b.name("fire"));
      events.createArchive(b -> b.archiveName("all").eventSourceArn(BUS_ARN));
    }
    try (DispatcherClient client = new DispatcherClient(node.endpoint())) {
      String form =
          """
          "maxRetries":1,"orderBy":"$.detail.group","deduplicateBy":"$.detail.id"
          """;
      subscribe(client, "ordered", ordered, form);
    }
  }

  private static void subscribe(DispatcherClient client, String name, GroupSink sink, String more)
      throws Exception {
    client
        .send(
            "POST", "/v1/functions", "{\"name\":\"%s\",\"url\":\"%s\"}".formatted(name, sink.url()))
        .orThrow();
    client
        .send(
            "POST",
            "/v1/triggers",
            """
            {"name":"%s","function":"%s","source":{"kind":"event-bus","bus":"fire",
             "pattern":{"source":["shop"]},"input":{"path":"$.detail"},%s}}
            """
                .formatted(name, name, more))
        .orThrow();
  }

  /// Puts every event, in the order of its group, again and again until it is accepted: an event that
  /// was accepted without an answer is known by its id.
  ///
  /// @param left counts the events that are not known to be accepted
  private static void publish(CrashNode node, AtomicInteger left) {
    List<PutEventsRequestEntry> all =
        IntStream.range(0, EACH)
            .boxed()
            .flatMap(n -> GROUPS.stream().map(group -> event(group, n)))
            .toList();
    int from = 0;
    while (from < all.size()) {
      try (EventBridgeClient events = client(node)) {
        while (from < all.size()) {
          List<PutEventsRequestEntry> some = all.subList(from, Math.min(from + 10, all.size()));
          assertThat(events.putEvents(b -> b.entries(some)).failedEntryCount()).isZero();
          from += some.size();
          left.addAndGet(-some.size());
        }
      } catch (SdkException _) {
        LockSupport.parkNanos(Duration.ofMillis(50).toNanos()); // it listens elsewhere by then
      }
    }
  }

  private static PutEventsRequestEntry event(String group, int n) {
    String detail = "{\"id\":\"%s-%d\",\"group\":\"%s\",\"n\":%d}".formatted(group, n, group, n);
    return entry("fire", "shop", "Order", detail).toBuilder().time(TIME).build();
  }

  private static void awaitRuns(GroupSink sink, int runs) {
    TriggerApp.await(() -> sink.count() >= runs, runs + " runs");
  }

  private static int deadLetters(CrashNode node) {
    try {
      return DeadLetterReader.read(node.endpoint(), "ordered").size();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }
}
