package dev.tripline.dispatcher.crash;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tripline.spi.invocation.Milestone;
import dev.tripline.testkit.proof.Verdict;
import dev.tripline.testkit.server.PostgresServer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Every acknowledged event is delivered or becomes a dead letter, whatever the dispatcher was doing
/// when it died. `-Dcrash.kills=100` makes more random kills.
@Tag("crash")
class CrashProofTest {
  private static final int KILLS = Integer.getInteger("crash.kills", 4);
  private static final int SLOW_EVENTS = 4;
  private static final int BACKLOG = 40;

  @TempDir Path directory;

  @Test
  void crash_at_any_milestone_loses_nothing_on_sqlite() throws InterruptedException {
    try (CrashBench bench = new CrashBench(directory, List.of(Map.of()))) {
      crashAtEveryMilestone("SQLite", bench);
    }
  }

  @Test
  void crash_at_any_milestone_loses_nothing_on_postgresql() throws InterruptedException {
    try (PostgresServer postgres = PostgresServer.shared();
        CrashBench bench = new CrashBench(directory, List.of(storeOn(postgres)))) {
      crashAtEveryMilestone("PostgreSQL", bench);
    }
  }

  @Test
  void random_kills_lose_nothing_on_sqlite() throws InterruptedException {
    try (CrashBench bench = new CrashBench(directory, List.of(Map.of()))) {
      killAtRandom("SQLite", bench);
    }
  }

  @Test
  void random_kills_of_two_dispatchers_lose_nothing_on_postgresql() throws InterruptedException {
    try (PostgresServer postgres = PostgresServer.shared()) {
      Map<String, String> store = storeOn(postgres);
      try (CrashBench bench = new CrashBench(directory, List.of(store, store))) {
        killAtRandom("PostgreSQL, two dispatchers", bench);
      }
    }
  }

  @Test
  void late_results_of_a_paused_dispatcher_are_refused() throws InterruptedException {
    try (PostgresServer postgres = PostgresServer.shared()) {
      Map<String, String> store = storeOn(postgres);
      try (CrashBench bench = new CrashBench(directory, List.of(store, store))) {
        bench.awaitAcknowledged(100);
        bench.pauseFirstWithSlowEvents(SLOW_EVENTS, Duration.ofSeconds(6));
        long refusedToFirst = bench.awaitFenced(0, SLOW_EVENTS);
        assertHolds("PostgreSQL, SIGSTOP beyond the lease", bench);
        System.out.printf(
            "results refused to the paused dispatcher %d, to the other %d%n",
            refusedToFirst, bench.awaitFenced(1, 0));
        assertThat(refusedToFirst)
            .as("refused to the paused one")
            .isGreaterThanOrEqualTo(SLOW_EVENTS);
        assertThat(bench.awaitFenced(1, 0)).as("refused to the one that took over").isZero();
      }
    }
  }

  @Test
  void paused_dispatcher_begins_nothing_that_another_one_has_done() throws InterruptedException {
    try (PostgresServer postgres = PostgresServer.shared()) {
      Map<String, String> store = storeOn(postgres);
      try (CrashBench bench = new CrashBench(directory, List.of(store, store))) {
        bench.awaitAcknowledged(100);
        int repeated = bench.pauseFirstWithBacklog(BACKLOG, Duration.ofSeconds(1));
        System.out.println("events that were run again after SIGSTOP: " + repeated);
        assertThat(repeated).isLessThanOrEqualTo(bench.concurrency());
        assertHolds("PostgreSQL, SIGSTOP with a backlog", bench);
      }
    }
  }

  private static void crashAtEveryMilestone(String store, CrashBench bench)
      throws InterruptedException {
    bench.awaitAcknowledged(200);
    Map<Milestone, Integer> hits = new EnumMap<>(Milestone.class);
    for (Milestone milestone : Milestone.values()) {
      hits.put(milestone, bench.crashAt(milestone, occurrence(milestone)) ? 1 : 0);
    }
    bench.recover();
    bench.awaitAcknowledged(200);
    hits.forEach((milestone, count) -> System.out.printf("%-28s %d hit%n", milestone, count));
    assertHolds(store + ", crash points", bench);
    assertThat(hits)
        .as("hits of each crash point")
        .allSatisfy((_, count) -> assertThat(count).isPositive());
  }

  /// Rare milestones are taken sooner than those that every event passes.
  private static int occurrence(Milestone milestone) {
    return switch (milestone) {
      case INGEST_BODY_READ,
          INGEST_BEFORE_COMMIT,
          INGEST_AFTER_COMMIT,
          INVOKE_SENT,
          RESPONSE_READ,
          COMPLETED ->
          100;
      case CLAIMED, RETRY_SCHEDULED -> 10;
      case DEAD_LETTER_BEFORE_COMMIT, DEAD_LETTER_AFTER_COMMIT, OUTBOX_SENT -> 3;
    };
  }

  private static void killAtRandom(String store, CrashBench bench) throws InterruptedException {
    long seed = System.nanoTime();
    System.out.println(store + ": seed of the kills " + seed);
    Random random = new Random(seed);
    bench.awaitAcknowledged(200);
    for (int i = 0; i < KILLS; i += 2) {
      bench.killTwice(random);
    }
    bench.awaitAcknowledged(200);
    assertHolds(store + ", random kills", bench);
  }

  private static void assertHolds(String scenario, CrashBench bench) throws InterruptedException {
    Verdict verdict = bench.judge();
    System.out.println(scenario + ": " + verdict);
    assertThat(verdict.violations()).isEmpty();
    assertThat(verdict.acknowledged()).isPositive();
    assertThat(verdict.dead()).isPositive();
    assertThat(bench.deathsNotAnnounced()).as("dead letters that no destination saw").isEmpty();
  }

  private static Map<String, String> storeOn(PostgresServer postgres) {
    return Map.of(
        "tripline.store.engine",
        "postgresql",
        "tripline.store.url",
        postgres.createDatabase("tripline"),
        "tripline.store.username",
        postgres.user(),
        "tripline.store.lease",
        CrashBench.LEASE.toSeconds() + "s");
  }
}
