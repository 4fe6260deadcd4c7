package dev.tripline.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tripline.spi.invocation.FunctionTarget;
import dev.tripline.spi.invocation.Milestone;
import dev.tripline.spi.store.Enqueued;
import dev.tripline.spi.store.NewInvocation;
import dev.tripline.store.engine.StoreSettings;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.postgresql.PGConnection;

/// Signals that there is work for any node.
class PostgresSignalsTest {
  private EmbeddedPostgres server;
  private Stores stores;

  @BeforeEach
  void open() throws IOException {
    server =
        EmbeddedPostgres.builder()
            .setServerConfig("fsync", "on")
            .setServerConfig("synchronous_commit", "on")
            .setServerConfig("max_notify_queue_pages", "64")
            .start();
    stores =
        Stores.open(
            StoreSettings.postgresql(
                server.getJdbcUrl("postgres", "postgres"), "postgres", "postgres"),
            InstantSource.system(),
            Milestone.Listener.NONE);
  }

  @AfterEach
  void close() throws IOException {
    stores.close();
    server.close();
  }

  /// PostgreSQL takes a lock of the whole server for the commit of a transaction with a NOTIFY; one
  /// whose queue of notifications is full refuses it.
  @Test
  void work_is_accepted_though_the_server_takes_no_notification() throws SQLException {
    try (Connection listener = server.getPostgresDatabase().getConnection();
        Statement listen = listener.createStatement()) {
      listen.execute("LISTEN elsewhere");
      listener.setAutoCommit(false);
      listen.execute("SELECT 1"); // its transaction keeps the queue from being emptied
      assertThatThrownBy(this::fillNotifications).hasMessageContaining("NOTIFY queue");
      for (int i = 0; i < 10; i++) {
        assertThat(stores.queue().enqueue(invocation(), false))
            .isInstanceOf(Enqueued.Waiting.class);
      }
      assertThat(stores.queue().claimDue("spilled", 100, Set.of())).hasSize(10);
    }
  }

  private void fillNotifications() throws SQLException {
    try (Connection connection = server.getPostgresDatabase().getConnection();
        Statement statement = connection.createStatement()) {
      for (int i = 0; i < 1_000; i++) {
        statement.execute("SELECT pg_notify('elsewhere', repeat('x', 7900))");
      }
    }
  }

  @Test
  void many_accepted_events_share_a_signal() throws SQLException, InterruptedException {
    try (Connection listener = server.getPostgresDatabase().getConnection();
        Statement listen = listener.createStatement()) {
      listen.execute("LISTEN tripline_work");
      long from = System.nanoTime();
      List<Thread> publishers = new ArrayList<>();
      for (int p = 0; p < 16; p++) {
        publishers.add(
            Thread.startVirtualThread(() -> {
              for (int i = 0; i < 100; i++) {
                stores.queue().enqueue(invocation(), false);
              }
            }));
      }
      for (Thread publisher : publishers) {
        publisher.join();
      }
      int signals = received(listener);
      long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - from);
      assertThat(signals).isPositive().isLessThanOrEqualTo((int) (millis / 50) + 2);
    }
  }

  /// Until there were none for a while.
  private static int received(Connection listener) throws SQLException {
    int all = 0;
    while (true) {
      Object[] some = listener.unwrap(PGConnection.class).getNotifications(500);
      if (some == null || some.length == 0) {
        return all;
      }
      all += some.length;
    }
  }

  private static NewInvocation invocation() {
    return NewInvocation.of(
        UUID.randomUUID().toString(), FunctionTarget.latest("spilled"), new byte[] {'1'});
  }
}
