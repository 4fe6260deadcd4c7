package dev.tripline.store.health;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tripline.spi.deadletter.DeadLetter;
import dev.tripline.spi.invocation.Attempt;
import dev.tripline.spi.invocation.FunctionTarget;
import dev.tripline.spi.invocation.Milestone;
import dev.tripline.spi.store.ClaimedInvocation;
import dev.tripline.spi.store.Enqueued;
import dev.tripline.spi.store.InvocationQueue;
import dev.tripline.spi.store.NewInvocation;
import dev.tripline.spi.store.Outbox;
import dev.tripline.spi.store.OutboxMessage;
import dev.tripline.store.Stores;
import dev.tripline.store.engine.StoreSettings;
import dev.tripline.testkit.server.PostgresServer;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Beside an open snapshot, of a dump for instance, PostgreSQL keeps the index entries of rows that are
/// gone. They are counted here as the server reads them.
class PostgresSnapshotTest {
  private static final int DEAD = 20_000;
  private static final int ROUNDS = 200;

  private PostgresServer server;
  private Connection dump;

  @BeforeEach
  void open() throws SQLException {
    server = PostgresServer.start();
    node().close(); // makes the tables
    dump = connect();
    dump.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
    dump.setAutoCommit(false);
    read(dump, "SELECT count(*) FROM invocation");
  }

  @AfterEach
  void close() throws SQLException {
    dump.close();
    server.close();
  }

  @Test
  void dead_entries_of_the_queue_are_walked_seldom() throws SQLException {
    run(
        """
        INSERT INTO invocation (state, lease_token, due_at, accepted_at, request_id, function_name,
          recursion_depth, redrive_count, payload)
        SELECT 0, 0, store_now() - 3600000 + n, 1, n, 'orders', 0, 0, 'x'
        FROM generate_series(1, 20000) AS n
        """,
        "DELETE FROM invocation");
    long before = entriesRead("invocation_due");
    Stores stores = node();
    for (int i = 0; i < ROUNDS; i++) {
      retryOnce(stores.queue());
    }
    stores.close();
    assertThat(entriesRead("invocation_due") - before).isLessThan(20L * DEAD);
  }

  private static void retryOnce(InvocationQueue queue) {
    NewInvocation sent =
        NewInvocation.of(
            UUID.randomUUID().toString(), FunctionTarget.latest("orders"), new byte[] {'1'});
    ClaimedInvocation claim = ((Enqueued.Claimed) queue.enqueue(sent, true)).claim();
    Attempt failed = new Attempt(1, Instant.EPOCH, Duration.ZERO, "FunctionError", null, null);
    queue.retryLater(claim, failed, true, Duration.ZERO);
    assertThat(queue.functionsWithDueWork(10)).containsExactly("orders");
    ClaimedInvocation again = queue.claimDue("orders", 10, Set.of()).getFirst();
    assertThat(queue.complete(again, List.of())).isTrue();
  }

  @Test
  void dead_claims_of_nodes_that_live_are_not_walked_by_a_rescue() throws SQLException {
    Stores stores = node();
    run(
        """
        INSERT INTO invocation (state, owner, lease_token, due_at, accepted_at, request_id,
          function_name, recursion_depth, redrive_count, payload)
        SELECT 1, EPOCH, 1, 1, 1, n, 'orders', 0, 0, 'x' FROM generate_series(1, 20000) AS n
        """
            .replace("EPOCH", Long.toString(stores.lease().epoch())),
        "DELETE FROM invocation");
    long before = entriesRead("invocation_owner");
    for (int i = 0; i < ROUNDS; i++) {
      assertThat(stores.lease().rescue()).isZero();
    }
    stores.close();
    assertThat(entriesRead("invocation_owner") - before).isLessThan(DEAD);
  }

  @Test
  void dead_entries_of_the_outbox_are_walked_seldom() throws SQLException {
    run(
        """
        INSERT INTO outbox (state, due_at, lease_token, tries, id, destination, headers,
          recursion_depth, body)
        SELECT 0, store_now() - 3600000 + n, 0, 0, n, 'd', '{}', 0, 'x'
        FROM generate_series(1, 20000) AS n
        """,
        "DELETE FROM outbox");
    long before = entriesRead("outbox_due");
    Stores stores = node();
    for (int i = 0; i < ROUNDS; i++) {
      send(stores);
    }
    stores.close();
    assertThat(entriesRead("outbox_due") - before).isLessThan(40L * DEAD);
  }

  private static void send(Stores stores) {
    OutboxMessage message =
        new OutboxMessage(
            UUID.randomUUID().toString(), "http://a", new byte[] {'1'}, Map.of(), 0, null);
    stores.deadLetters().add(List.<DeadLetter>of(), List.of(message));
    List<Outbox.Claimed> claimed = stores.outbox().claimDue(10);
    assertThat(claimed).hasSize(1);
    assertThat(stores.outbox().sent(claimed.getFirst())).isTrue();
  }

  @Test
  void work_that_comes_back_with_an_old_due_time_is_found() {
    Stores stores = node();
    NewInvocation sent =
        NewInvocation.of(
            UUID.randomUUID().toString(), FunctionTarget.latest("orders"), new byte[] {'1'});
    stores.queue().enqueue(sent, true);
    run("UPDATE invocation SET due_at = due_at - 3600000");
    retryOnce(stores.queue()); // the marks are at the present now
    assertThat(stores.lease().giveBack(stores.lease().claims())).isEqualTo(1);
    assertThat(stores.queue().functionsWithDueWork(10)).containsExactly("orders");
    assertThat(stores.queue().claimDue("orders", 10, Set.of())).hasSize(1);
    stores.close();
  }

  @Test
  void health_names_the_session_that_holds_the_snapshot() throws SQLException {
    run(
        """
        INSERT INTO outbox (state, due_at, lease_token, tries, id, destination, headers,
          recursion_depth, body)
        SELECT 0, 0, 0, 0, n, 'd', '{}', 0, 'x' FROM generate_series(1, 20000) AS n
        """,
        "DELETE FROM outbox");
    Stores stores = node();
    stores.lookAtHealth();
    assertThat(stores.queueHealth().holder())
        .contains("session " + read(dump, "SELECT pg_backend_pid()"));
    assertThat(stores.queueHealth().oldestSnapshot()).isPositive();
    assertThat(stores.queueHealth().deadRows()).isGreaterThanOrEqualTo(DEAD);
    dump.close();
    stores.lookAtHealth();
    assertThat(stores.queueHealth().holder()).isNull();
    stores.close();
  }

  /// Backends report what they have read when they end.
  private long entriesRead(String index) throws SQLException {
    try (Connection connection = connect()) {
      return read(
          connection,
          "SELECT idx_tup_read FROM pg_stat_all_indexes WHERE indexrelname = '" + index + "'");
    }
  }

  private void run(String... statements) {
    try (Connection connection = connect();
        Statement statement = connection.createStatement()) {
      for (String sql : statements) {
        statement.execute(sql);
      }
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  private static long read(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      return row.next() ? row.getLong(1) : 0;
    }
  }

  private Connection connect() throws SQLException {
    return DriverManager.getConnection(server.jdbcUrl("postgres"), server.user(), "");
  }

  private Stores node() {
    return Stores.open(
        StoreSettings.postgresql(server.jdbcUrl("postgres"), server.user(), ""),
        InstantSource.system(),
        Milestone.Listener.NONE);
  }
}
