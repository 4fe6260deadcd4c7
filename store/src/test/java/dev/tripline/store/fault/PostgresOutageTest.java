package dev.tripline.store.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tripline.spi.invocation.FunctionTarget;
import dev.tripline.spi.invocation.Milestone;
import dev.tripline.spi.store.NewInvocation;
import dev.tripline.spi.store.StoreUnavailableException;
import dev.tripline.store.Stores;
import dev.tripline.store.engine.StoreSettings;
import dev.tripline.testkit.network.TcpLink;
import dev.tripline.testkit.server.PostgresServer;
import java.time.Duration;
import java.time.InstantSource;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// PostgreSQL goes away under a dispatcher and comes back.
class PostgresOutageTest {
  private static PostgresServer server;
  private TcpLink network;
  private Stores stores;

  @BeforeAll
  static void startServer() {
    server = PostgresServer.start();
  }

  @AfterAll
  static void stopServer() {
    server.close();
  }

  @BeforeEach
  void open() {
    network = TcpLink.to(server.port());
    stores =
        Stores.open(
            StoreSettings.postgresql(
                server.jdbcUrl("postgres").replace(":" + server.port(), ":" + network.port()),
                server.user(),
                ""),
            InstantSource.system(),
            Milestone.Listener.NONE);
  }

  @AfterEach
  void close() {
    stores.close();
    network.close();
  }

  @Test
  void outage_is_known_and_nothing_is_asked_until_it_ends() {
    enqueue();
    assertThat(stores.outage()).isEmpty();
    network.cut();
    await(() -> stores.outage().isPresent());
    assertThatThrownBy(this::enqueue)
        .isInstanceOfSatisfying(
            StoreUnavailableException.class, e -> assertThat(e.inDoubt()).isFalse());
    assertThatThrownBy(() -> stores.reader().sql("SELECT 1").query(Integer.class).single())
        .isInstanceOf(StoreUnavailableException.class);
    assertThatThrownBy(() -> stores.lease().heartbeat())
        .isInstanceOf(StoreUnavailableException.class);
    network.mend();
    await(() -> stores.outage().isEmpty());
    enqueue();
  }

  @Test
  void server_that_stands_still_is_away_too() {
    enqueue();
    network.freeze();
    await(() -> stores.outage().isPresent());
    assertThatThrownBy(this::enqueue).isInstanceOf(StoreUnavailableException.class);
    network.thaw();
    await(() -> stores.outage().isEmpty());
    enqueue();
  }

  /// The server ends one session after the other, as an administrator may.
  @Test
  void sessions_that_are_ended_are_no_outage() {
    enqueue();
    try (Stores other =
        Stores.open(
            StoreSettings.postgresql(server.jdbcUrl("postgres"), server.user(), ""),
            InstantSource.system(),
            Milestone.Listener.NONE)) {
      other
          .reader()
          .sql(
              "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity"
                  + " WHERE pid <> pg_backend_pid() AND backend_type = 'client backend'")
          .query(Integer.class)
          .single();
      await(() -> {
        try {
          enqueue();
          return true;
        } catch (StoreUnavailableException _) {
          return false;
        }
      });
      assertThat(stores.outage()).isEmpty();
    }
  }

  private void enqueue() {
    stores
        .queue()
        .enqueue(
            NewInvocation.of(
                UUID.randomUUID().toString(), FunctionTarget.latest("f"), new byte[10]),
            false);
  }

  private static void await(BooleanSupplier condition) {
    long end = System.nanoTime() + Duration.ofSeconds(60).toNanos();
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).isLessThan(end);
      LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
    }
  }
}
