package dev.tripline.dispatcher.fire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.tripline.dispatcher.crash.CrashNode;
import dev.tripline.dispatcher.fire.ParkedKeysDesk.Parked;
import dev.tripline.testkit.proof.order.BatchFunction.Failing;
import dev.tripline.testkit.proof.order.OrderHistory.End;
import dev.tripline.testkit.proof.order.OrderHistory.Run;
import dev.tripline.testkit.proof.order.OrderVerdict;
import dev.tripline.testkit.server.KinesisServer;
import dev.tripline.testkit.server.PostgresServer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Poison parks keys; the function is mended, the keys are redriven over HTTP, and whichever of two
/// dispatchers drains one is killed in the middle of it, while live records keep coming and a third
/// dispatcher comes and goes. Every record is delivered at last, each key's in order.
/// `-Dfire.seconds=300` repeats it for as long.
@Tag("crash")
class ParkingUnderFireTest {
  private static final Duration LENGTH = Duration.ofSeconds(Integer.getInteger("fire.seconds", 0));
  private static final Duration REBALANCE = Duration.ofSeconds(10);
  private static final Duration LIMIT = Duration.ofMinutes(4);
  private static final Duration EACH = Duration.ofMillis(20);
  private static final int MOST_KILLS = 8;
  private static final int WARM = 200;
  private static final int PARKED_KEYS = 8;
  private static final int PARKED_RECORDS = 160;

  @TempDir Path directory;

  @Test
  void kafka_keeps_order_behind_parked_keys() throws InterruptedException {
    burn("Kafka, parked", KafkaFire::new);
  }

  /// Only in a long fire.
  @Test
  void kinesis_keeps_order_behind_parked_keys() throws InterruptedException {
    Optional<String> reason = KinesisServer.whyUnavailable();
    assumeTrue(LENGTH.isPositive() && reason.isEmpty(), reason.orElse("only in a long fire"));
    burn("Kinesis, parked", KinesisFire::new);
  }

  private void burn(String name, Supplier<FireSource> sources) throws InterruptedException {
    var manner = new FireBench.Manner(Failing.RAISES_OR_STOPS, EACH, true, REBALANCE);
    try (PostgresServer postgres = PostgresServer.shared();
        FireSource source = sources.get();
        FireBench bench = new FireBench(directory, postgres, source, manner)) {
      assertThat(bench.awaitRuns(WARM, LIMIT)).as("the function runs").isTrue();
      int kills = 0;
      int inMiddle = 0;
      int parked = 0;
      long end = System.nanoTime() + LENGTH.toNanos();
      do {
        bench.function().mend(false);
        parked += awaitParked(bench);
        bench.function().mend(true);
        boolean hit = killInMiddle(bench);
        kills++;
        inMiddle += hit ? 1 : 0;
        drainAll(bench);
      } while (System.nanoTime() < end || (inMiddle == 0 && kills < MOST_KILLS));
      OrderVerdict verdict = bench.judge();
      System.out.printf(
          "%s: %s; keys parked %d, kills %d, of these in the middle of a drain %d; rebalances %d%n",
          name, verdict, parked, kills, inMiddle, bench.visitor().rebalances());
      assertThat(verdict.violations()).isEmpty();
      assertThat(verdict.dead()).as("redriven with their keys").isZero();
      assertThat(verdict.delivered()).isGreaterThanOrEqualTo(verdict.acknowledged());
      assertThat(inMiddle).as("kills in the middle of a drain").isPositive();
    }
  }

  private static int awaitParked(FireBench bench) {
    ParkedKeysDesk desk = new ParkedKeysDesk(bench.nodes().getFirst());
    boolean enough =
        FireBench.await(
            () -> {
              List<Parked> all = desk.list();
              return all.size() >= PARKED_KEYS
                  && all.stream().mapToLong(Parked::records).sum() >= PARKED_RECORDS;
            },
            LIMIT);
    assertThat(enough).as("%d keys are parked", PARKED_KEYS).isTrue();
    return desk.list().size();
  }

  /// Kills the dispatcher that drains, and starts it again.
  ///
  /// @return whether the drain of a key was begun by it, and not finished
  private static boolean killInMiddle(FireBench bench) throws InterruptedException {
    int before = bench.function().runs().size();
    ParkedKeysDesk desk = new ParkedKeysDesk(bench.nodes().getFirst());
    Set<String> parked = desk.redriveAll().stream().map(Parked::key).collect(Collectors.toSet());
    long deadline = System.nanoTime() + LIMIT.toNanos();
    Run drained = null;
    while (drained == null && System.nanoTime() < deadline) {
      LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
      List<Run> runs = bench.function().runs();
      drained =
          runs.subList(before, runs.size()).stream()
              .filter(run -> run.end() == End.OK && parked.contains(run.record().key()))
              .reduce((_, last) -> last)
              .orElse(null);
    }
    assertThat(drained).as("a record behind a parked key").isNotNull();
    Run seen = drained;
    int node = bench.nodes().getFirst().pid() == seen.dispatcher() ? 0 : 1;
    CrashNode victim = bench.nodes().get(node);
    victim.kill();
    boolean hit =
        victim.pid() == seen.dispatcher()
            && new ParkedKeysDesk(bench.nodes().get(1 - node))
                .list().stream().anyMatch(key -> key.key().equals(seen.record().key()));
    victim.restart();
    return hit;
  }

  private static void drainAll(FireBench bench) {
    ParkedKeysDesk desk = new ParkedKeysDesk(bench.nodes().getFirst());
    boolean drained = FireBench.await(() -> desk.redriveAll().isEmpty(), LIMIT);
    assertThat(drained).as("nothing is parked: %s", desk.list()).isTrue();
  }
}
