package dev.tripline.dispatcher.fire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.tripline.testkit.proof.order.BatchFunction.Failing;
import dev.tripline.testkit.proof.order.OrderVerdict;
import dev.tripline.testkit.server.DynamoDbServer;
import dev.tripline.testkit.server.KinesisServer;
import dev.tripline.testkit.server.MariaDbServer;
import dev.tripline.testkit.server.PostgresServer;
import dev.tripline.testkit.server.RabbitServer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Nothing is lost and the order of each key is kept, whatever happens to dispatchers, brokers and
/// shards, while a third dispatcher comes and goes all the time. `-Dfire.seconds=600` makes it burn
/// longer; everything happens once at least. `-Dfire.rebalance=10` says how many seconds are between a
/// coming and a going, `-Dfire.reshard=5` how many between two splits or merges,
/// `-Dfire.failing=RAISES` how the function fails.
@Tag("crash")
class OrderUnderFireTest {
  private static final Duration LENGTH = Duration.ofSeconds(Integer.getInteger("fire.seconds", 0));
  private static final Duration REBALANCE =
      Duration.ofSeconds(Integer.getInteger("fire.rebalance", LENGTH.isZero() ? 3 : 10));

  /// At least so often the third dispatcher must have come or gone.
  private static final int OF_SHARDS = 4;

  private static final int OF_QUEUES = 2;

  /// A table has one shard at a time here, which need not come to the third dispatcher.
  private static final int OF_ONE_SHARD = 0;

  /// Faults follow one another closely, or leave a long fire times in which nothing but rebalances
  /// could be a reason for duplicates.
  private static final Duration LEAST_BETWEEN = Duration.ofSeconds(2);

  private static final Duration MOST_BETWEEN = Duration.ofSeconds(LENGTH.isZero() ? 2 : 45);
  private static final Duration START_LIMIT = Duration.ofMinutes(5);
  private static final int WARM = 200;

  private static PostgresServer postgres;

  @TempDir Path directory;

  @BeforeAll
  static void start() {
    postgres = PostgresServer.shared();
  }

  @AfterAll
  static void stop() {
    postgres.close();
  }

  @Test
  void kafka_keeps_order() throws InterruptedException {
    burn("Kafka", KafkaFire::new, Failing.RAISES_OR_STOPS, OF_SHARDS);
  }

  @Test
  void kinesis_keeps_order() throws InterruptedException {
    skipUnlessAvailable(KinesisServer.whyUnavailable());
    burn("Kinesis", KinesisFire::new, Failing.RAISES_OR_STOPS, OF_SHARDS);
  }

  @Test
  void dynamodb_keeps_order() throws InterruptedException {
    skipUnlessAvailable(DynamoDbServer.whyUnavailable());
    burn("DynamoDB", DynamoDbFire::new, Failing.RAISES, OF_ONE_SHARD);
  }

  @Test
  void postgresql_keeps_order() throws InterruptedException {
    burn("PostgreSQL", DatabaseFire::postgresql, Failing.RAISES_OR_STOPS, OF_ONE_SHARD);
  }

  /// Only in a long fire.
  @Test
  void mariadb_keeps_order() throws InterruptedException {
    assumeTrue(LENGTH.isPositive(), "only in a long fire");
    skipUnlessAvailable(MariaDbServer.whyUnavailable());
    burn("MariaDB", DatabaseFire::mariaDb, Failing.RAISES_OR_STOPS, OF_ONE_SHARD);
  }

  @Test
  void sqs_keeps_order_of_groups() throws InterruptedException {
    burn("SQS FIFO", SqsFire::new, Failing.HOLDS_KEY, OF_QUEUES);
  }

  @Test
  void rabbitmq_loses_nothing() throws InterruptedException {
    skipUnlessAvailable(RabbitServer.whyUnavailable());
    burn("RabbitMQ", RabbitFire::new, Failing.GOES_ON, OF_QUEUES);
  }

  private void burn(String name, Supplier<FireSource> sources, Failing failing, int rebalances)
      throws InterruptedException {
    Failing chosen = Failing.valueOf(System.getProperty("fire.failing", failing.name()));
    long seed = System.nanoTime();
    System.out.println(name + ": seed of the faults " + seed);
    Random random = new Random(seed);
    try (FireSource source = sources.get();
        FireBench bench =
            new FireBench(directory, postgres, source, FireBench.Manner.of(chosen, REBALANCE))) {
      assertThat(bench.awaitRuns(WARM, START_LIMIT)).as("the function runs").isTrue();
      List<FireSource.Strike> strikes = new ArrayList<>(source.strikes());
      strikes.add(new FireSource.Strike("SIGKILL", false, () -> bench.kill(random.nextInt(2))));
      strikes.add(new FireSource.Strike("SIGSTOP", false, () -> bench.pause(random.nextInt(2))));
      long end = System.nanoTime() + LENGTH.toNanos();
      do {
        Collections.shuffle(strikes, random);
        for (FireSource.Strike strike : strikes) {
          bench.strike(strike);
          long most = MOST_BETWEEN.toNanos() + 1;
          LockSupport.parkNanos(random.nextLong(LEAST_BETWEEN.toNanos(), most));
        }
      } while (System.nanoTime() < end);
      assertThat(bench.awaitRebalances(rebalances, START_LIMIT))
          .as(
              "%d rebalances; %d so far, and %d idle visits",
              rebalances, bench.visitor().rebalances(), bench.visitor().idle())
          .isTrue();
      OrderVerdict verdict = bench.judge();
      System.out.printf(
          "%s: %s; rebalances %d, idle visits %d%n",
          name, verdict, bench.visitor().rebalances(), bench.visitor().idle());
      assertThat(verdict.violations()).isEmpty();
      assertThat(verdict.acknowledged()).isGreaterThan(WARM);
      assertThat(verdict.dead()).isPositive();
    }
  }

  private static void skipUnlessAvailable(Optional<String> reason) {
    reason.ifPresent(System.out::println);
    assumeTrue(reason.isEmpty(), reason.orElse(""));
  }
}
