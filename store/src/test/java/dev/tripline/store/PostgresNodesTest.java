package dev.tripline.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tripline.spi.invocation.FunctionTarget;
import dev.tripline.spi.invocation.Milestone;
import dev.tripline.spi.store.ClaimedInvocation;
import dev.tripline.spi.store.Enqueued;
import dev.tripline.spi.store.NewInvocation;
import dev.tripline.spi.store.StoreFullException;
import dev.tripline.store.engine.StoreRefusedException;
import dev.tripline.store.engine.StoreSettings;
import dev.tripline.testkit.server.PostgresServer;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// Two nodes on one PostgreSQL.
class PostgresNodesTest {
  private static PostgresServer server;

  @BeforeAll
  static void startServer() {
    server = PostgresServer.start();
  }

  @AfterAll
  static void stopServer() {
    server.close();
  }

  @Test
  void silent_nodes_claims_are_rescued_and_its_late_words_refused() {
    try (Stores next = node(Duration.ofSeconds(30));
        Stores silent = node(Duration.ofSeconds(1))) {
      ClaimedInvocation stale = claim(silent, "silent");
      eventually(() -> next.lease().rescue() > 0);
      assertThat(silent.queue().complete(stale, List.of())).isFalse();
      assertThat(silent.lease().heartbeat()).as("the lease had run out").isFalse();
      eventually(silent.lease()::heartbeat); // a new one is taken
      ClaimedInvocation current = next.queue().claimDue("silent", 10, Set.of()).getFirst();
      assertThat(silent.queue().complete(stale, List.of())).isFalse();
      assertThat(silent.figures().stale()).isEqualTo(2);
      assertThat(next.queue().complete(current, List.of())).isTrue();
    }
  }

  @Test
  void node_without_a_lease_claims_nothing() {
    try (Stores silent = node(Duration.ofMillis(100));
        Stores other = node(Duration.ofSeconds(30))) {
      other.queue().enqueue(invocation("lapsed"), false);
      eventually(
          () -> silent.queue().enqueue(invocation("lapsed"), true) instanceof Enqueued.Waiting);
      assertThat(silent.queue().claimDue("lapsed", 10, Set.of())).isEmpty();
      other.lease().rescue();
      assertThat(other.queue().claimDue("lapsed", 10, Set.of())).hasSizeGreaterThan(1);
    }
  }

  @Test
  void work_for_anybody_wakes_the_other_node() throws InterruptedException {
    try (Stores one = node(Duration.ofSeconds(30));
        Stores other = node(Duration.ofSeconds(30))) {
      CountDownLatch woken = new CountDownLatch(1);
      other.onWork(woken::countDown);
      boolean heard = false;
      for (int i = 0; i < 300 && !heard; i++) {
        one.queue().enqueue(invocation("signalled"), false);
        heard = woken.await(200, TimeUnit.MILLISECONDS);
      }
      assertThat(heard).isTrue();
    }
  }

  @Test
  void claims_are_shared_between_nodes_without_overlap() {
    try (Stores one = node(Duration.ofSeconds(30));
        Stores other = node(Duration.ofSeconds(30))) {
      for (int i = 0; i < 20; i++) {
        one.queue().enqueue(invocation("shared"), false);
      }
      assertThat(one.queue().claimDue("shared", 12, Set.of())).hasSize(12);
      assertThat(other.queue().claimDue("shared", 12, Set.of())).hasSize(8);
    }
  }

  @Test
  void lost_connections_are_opened_again() {
    try (Stores node = node(Duration.ofSeconds(30))) {
      claim(node, "lost");
      node.writer()
          .write(sql ->
              sql.sql(
                      "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity"
                          + " WHERE application_name = 'tripline' AND pid <> pg_backend_pid()")
                  .query((row, _) -> row.getInt(1))
                  .single());
      eventually(() -> accepts(node));
    }
  }

  /// Filling a real disk would take the machine's: a trigger raises the server's own error instead.
  @Test
  void full_disk_refuses_new_events_and_finishes_accepted_ones() {
    try (Stores node = node(Duration.ofSeconds(30))) {
      ClaimedInvocation accepted = claim(node, "full");
      change(
          node,
          """
          CREATE FUNCTION disk_full() RETURNS trigger LANGUAGE plpgsql AS
          $$ BEGIN RAISE EXCEPTION 'no space left on device' USING ERRCODE = '53100'; END $$
          """);
      change(
          node,
          "CREATE TRIGGER full_disk BEFORE INSERT ON invocation EXECUTE FUNCTION disk_full()");
      assertThatThrownBy(() -> node.queue().enqueue(invocation("full"), true))
          .isInstanceOf(StoreFullException.class);
      assertThat(node.queue().complete(accepted, List.of())).isTrue();
      change(node, "DROP TRIGGER full_disk ON invocation");
      claim(node, "full");
    }
  }

  private static void change(Stores node, String ddl) {
    node.writer().write(sql -> sql.sql(ddl).update());
  }

  @Test
  void server_that_may_forget_commits_is_refused() throws Exception {
    try (EmbeddedPostgres forgetful =
        EmbeddedPostgres.builder().setServerConfig("fsync", "off").start()) {
      StoreSettings settings =
          StoreSettings.postgresql(forgetful.getJdbcUrl("postgres", "postgres"), "postgres", "");
      assertThatThrownBy(
              () -> Stores.open(settings, InstantSource.system(), Milestone.Listener.NONE))
          .isInstanceOf(StoreRefusedException.class)
          .hasMessageContaining("fsync=off");
    }
  }

  private static boolean accepts(Stores node) {
    try {
      return node.queue().enqueue(invocation("lost"), true) instanceof Enqueued.Claimed;
    } catch (RuntimeException e) {
      System.out.println("not accepted, so it is tried again: " + e.getMessage());
      return false;
    }
  }

  private static Stores node(Duration lease) {
    return Stores.open(
        new StoreSettings(
            new StoreSettings.Postgresql(server.jdbcUrl("postgres"), server.user(), ""),
            lease,
            Duration.ofDays(7),
            0),
        InstantSource.system(),
        Milestone.Listener.NONE);
  }

  /// Claims one, even if this machine is so slow that the lease runs out in between.
  private static ClaimedInvocation claim(Stores stores, String function) {
    AtomicReference<ClaimedInvocation> claim = new AtomicReference<>();
    eventually(() -> {
      stores.lease().heartbeat();
      if (stores.queue().enqueue(invocation(function), true) instanceof Enqueued.Claimed claimed) {
        claim.set(claimed.claim());
      }
      return claim.get() != null;
    });
    return claim.get();
  }

  private static NewInvocation invocation(String function) {
    return NewInvocation.of(
        UUID.randomUUID().toString(), FunctionTarget.latest(function), new byte[300]);
  }

  private static void eventually(BooleanSupplier condition) {
    long until = System.nanoTime() + Duration.ofSeconds(60).toNanos();
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).as("patience is at its end").isLessThan(until);
      LockSupport.parkNanos(20_000_000);
    }
  }
}
