package dev.tripline.dispatcher.resource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tripline.delivery.budget.ShareRule.Decision;
import dev.tripline.delivery.budget.ShareStore.Answer;
import dev.tripline.delivery.budget.ShareStore.Request;
import dev.tripline.spi.invocation.Milestone;
import dev.tripline.store.Stores;
import dev.tripline.store.engine.StoreSettings;
import dev.tripline.testkit.server.PostgresServer;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Parts of a budget on both engines.
class JdbcShareStoreTest {
  private static final Duration LEASE = Duration.ofSeconds(10);
  private static final Duration LONGEST = Duration.ofSeconds(3);
  private static PostgresServer postgres;

  @TempDir Path directory;

  enum Engine {
    SQLITE,
    POSTGRESQL
  }

  @BeforeAll
  static void start() {
    postgres = PostgresServer.shared();
  }

  @AfterAll
  static void stop() {
    postgres.close();
  }

  /// An open store with the resource `db`, of 10.
  private final class Opened implements AutoCloseable {
    final Stores stores;
    final JdbcShareStore shares;
    final ResourceStore resources;

    Opened(Engine engine) {
      StoreSettings settings =
          engine == Engine.SQLITE
              ? StoreSettings.sqlite(directory.resolve("store.db"))
              : StoreSettings.postgresql(
                  postgres.createDatabase("shares" + System.nanoTime()), postgres.user(), "");
      stores = Stores.open(settings, InstantSource.system(), Milestone.Listener.NONE);
      resources = new ResourceStore(stores.reader(), stores.writer(), stores.clock());
      resources.put("db", 10);
      shares =
          new JdbcShareStore(stores.writer(), stores.clock()::millis, engine == Engine.POSTGRESQL);
    }

    int held(String node, long number, int keep, int wanted) {
      return decision(node, number, keep, wanted).held();
    }

    Decision decision(String node, long number, int keep, int wanted) {
      Map<String, Integer> wants = wanted == 0 ? Map.of() : Map.of("f", wanted);
      Answer answer = shares.exchange(new Request("db", node, number, keep, LEASE, LONGEST, wants));
      return ((Answer.Part) answer).decision();
    }

    void age(Duration by) {
      stores
          .writer()
          .write(sql ->
              sql.sql(
                      "UPDATE resource_share SET expires_at = expires_at - ?, free_at = free_at -"
                          + " ?")
                  .param(by.toMillis())
                  .param(by.toMillis())
                  .update());
    }

    @Override
    public void close() {
      stores.close();
    }
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void what_one_node_has_another_gets_only_when_it_was_given_back(Engine engine) {
    try (Opened open = new Opened(engine)) {
      assertThat(open.held("a", 1, 0, 100)).isEqualTo(10);
      assertThat(open.held("b", 1, 0, 100)).isZero();
      assertThat(open.decision("a", 2, 10, 100)).isEqualTo(new Decision(10, 5));
      assertThat(open.held("b", 2, 0, 100)).isZero();
      assertThat(open.held("a", 3, 7, 100)).isEqualTo(7);
      assertThat(open.held("b", 3, 0, 100)).isEqualTo(3);
      assertThat(open.held("a", 4, 0, 0)).isZero();
      assertThat(open.held("b", 4, 3, 100)).isEqualTo(10);
    }
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void part_of_a_silent_node_is_free_when_its_longest_execution_has_ended(Engine engine) {
    try (Opened open = new Opened(engine)) {
      assertThat(open.held("a", 1, 0, 6)).isEqualTo(6);
      open.age(LEASE);
      assertThat(open.held("b", 1, 0, 100)).isEqualTo(4);
      open.age(LONGEST);
      assertThat(open.held("b", 2, 4, 100)).isEqualTo(4);
      open.age(Duration.ofSeconds(10));
      assertThat(open.held("b", 3, 4, 100)).isEqualTo(10);
      assertThat(open.held("a", 2, 6, 6)).as("what was its own once").isZero();
    }
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void request_that_was_overtaken_changes_nothing(Engine engine) {
    try (Opened open = new Opened(engine)) {
      assertThat(open.held("a", 2, 0, 6)).isEqualTo(6);
      assertThatThrownBy(() -> open.held("a", 1, 0, 1)).hasMessageContaining("overtaken");
      assertThat(open.held("b", 1, 0, 100)).isEqualTo(4);
    }
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void resource_that_is_gone_is_unknown_and_what_is_held_of_it_counts_when_it_comes_back(
      Engine engine) {
    try (Opened open = new Opened(engine)) {
      assertThat(open.held("a", 1, 0, 6)).isEqualTo(6);
      assertThat(open.resources.delete("db")).isTrue();
      assertThat(open.shares.exchange(new Request("db", "b", 1, 0, LEASE, LONGEST, Map.of("f", 1))))
          .isEqualTo(new Answer.Unknown());
      open.resources.put("db", 8);
      assertThat(open.held("b", 2, 0, 100)).isEqualTo(2);
    }
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void nodes_that_ask_at_the_same_time_never_get_more_than_there_is(Engine engine)
      throws Exception {
    try (Opened open = new Opened(engine);
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int round = 1; round <= 20; round++) {
        List<Future<Integer>> answers = new ArrayList<>();
        for (int node = 0; node < 6; node++) {
          String name = "n" + node;
          int number = round;
          int keep = round % 3;
          answers.add(threads.submit(() -> open.held(name, number, keep, 9)));
        }
        for (Future<Integer> answer : answers) {
          answer.get();
        }
        assertThat(
                open.stores
                    .reader()
                    .sql("SELECT sum(held) FROM resource_share")
                    .query(Integer.class)
                    .single())
            .isLessThanOrEqualTo(10);
      }
    }
  }
}
