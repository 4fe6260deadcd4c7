package dev.tripline.dispatcher.crash.changes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.tripline.dispatcher.fire.DatabaseFire;
import dev.tripline.testkit.proof.order.KeyedPublisher;
import dev.tripline.testkit.proof.order.KeyedRecord;
import dev.tripline.testkit.proof.order.OrderVerdict;
import dev.tripline.testkit.server.MariaDbServer;
import java.math.BigInteger;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// A dispatcher that dies anywhere between reading a change and telling the database that it is done
/// loses nothing; changes that were lost while it was down wait for an operator.
/// `-Dcrash.rounds=20` dies at each point so often, with MariaDB, too.
@Tag("crash")
class ChangeCrashTest {
  private static final boolean LONG = Integer.getInteger("crash.rounds") != null;
  private static final int ROUNDS = Integer.getInteger("crash.rounds", 1);
  private static final int WARM = 40;
  private static final int NTH = 5;

  @TempDir Path directory;

  @Test
  void crash_at_any_point_loses_nothing_of_postgresql() throws Exception {
    try (DatabaseFire source = DatabaseFire.postgresql()) {
      crashEverywhere("PostgreSQL", source, List.of(ChangeCrashPoint.values()));
    }
  }

  @Test
  void crash_at_any_point_loses_nothing_of_mariadb() throws Exception {
    skipWithoutMariaDb();
    try (DatabaseFire source = DatabaseFire.mariaDb()) {
      crashEverywhere(
          "MariaDB",
          source,
          List.of(
              ChangeCrashPoint.CLAIMED,
              ChangeCrashPoint.CHECKPOINT_BEFORE_COMMIT,
              ChangeCrashPoint.CHECKPOINT_AFTER_COMMIT)); // it is told nothing
    }
  }

  private void crashEverywhere(String name, DatabaseFire source, List<ChangeCrashPoint> points)
      throws InterruptedException {
    try (ChangeCrashBench bench = new ChangeCrashBench(directory, source);
        KeyedPublisher publisher = bench.publish()) {
      assertThat(bench.awaitMoreRuns(WARM)).as("the function runs").isTrue();
      for (int round = 0; round < ROUNDS; round++) {
        for (ChangeCrashPoint point : points) {
          int nth = point == ChangeCrashPoint.CLAIMED ? 1 : NTH;
          assertThat(bench.crashAt(point, nth)).as("%s is reached", point).isTrue();
          if (!bench.confirmed().equals(BigInteger.ZERO)) {
            assertThat(bench.confirmed())
                .as("the database believes no more than the checkpoint at %s", point)
                .isLessThanOrEqualTo(bench.checkpoint());
          }
        }
      }
      bench.restart();
      assertThat(bench.awaitMoreRuns(WARM)).as("the function runs again").isTrue();
      OrderVerdict verdict = bench.judge(publisher.stop());
      System.out.println(name + ", crash points: " + verdict);
      assertThat(verdict.violations()).isEmpty();
      assertThat(verdict.acknowledged()).isGreaterThan(WARM);
    }
  }

  @Test
  void slot_that_was_dropped_while_the_dispatcher_was_down_waits_for_an_operator()
      throws Exception {
    try (DatabaseFire source = DatabaseFire.postgresql()) {
      lose("PostgreSQL", source);
    }
  }

  @Test
  void log_that_was_purged_while_the_dispatcher_was_down_waits_for_an_operator() throws Exception {
    skipWithoutMariaDb();
    try (DatabaseFire source = DatabaseFire.mariaDb()) {
      lose("MariaDB", source);
    }
  }

  private void lose(String name, DatabaseFire source) throws InterruptedException, SQLException {
    try (ChangeCrashBench bench = new ChangeCrashBench(directory, source)) {
      send(source, 0);
      assertThat(bench.await(() -> endedAll(bench, 0))).as("all are done").isTrue();
      bench.kill();
      send(source, 1);
      source.lose();
      int before = bench.runs().size();
      bench.restart();
      assertThat(bench.await(() -> tellsOfGap(bench.trigger()))).as("the gap is told").isTrue();
      assertThat(bench.runs()).as("nothing is read behind a gap").hasSize(before);
      bench.restart();
      assertThat(bench.await(() -> tellsOfGap(bench.trigger()))).as("still").isTrue();
      bench.resolveGap("SNAPSHOT");
      assertThat(bench.await(() -> endedAll(bench, 1))).as("the rows are read").isTrue();
      send(source, 2);
      assertThat(bench.await(() -> endedAll(bench, 2))).as("what follows is read").isTrue();
      System.out.printf("%s, changes lost while down: %s%n", name, bench.trigger().path("counts"));
    }
  }

  private static void send(DatabaseFire source, long sequence) throws SQLException {
    for (int key = 0; key < ChangeCrashBench.KEYS; key++) {
      source.send(new KeyedRecord("k" + key, sequence));
    }
  }

  private static boolean endedAll(ChangeCrashBench bench, long sequence) {
    Set<KeyedRecord> all = new HashSet<>();
    for (int key = 0; key < ChangeCrashBench.KEYS; key++) {
      all.add(new KeyedRecord("k" + key, sequence));
    }
    try {
      return bench.ended().containsAll(all);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private static boolean tellsOfGap(JsonNode trigger) {
    return trigger.path("state").asString().equals("Failing")
        && trigger.at("/lastError/message").asString("").startsWith("GAP: ");
  }

  private static void skipWithoutMariaDb() {
    Optional<String> reason =
        LONG
            ? MariaDbServer.whyUnavailable()
            : Optional.of("MariaDB dies with -Dcrash.rounds only");
    reason.ifPresent(System.out::println);
    assumeTrue(reason.isEmpty(), reason.orElse(""));
  }
}
