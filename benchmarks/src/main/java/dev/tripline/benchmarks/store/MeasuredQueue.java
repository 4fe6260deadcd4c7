package dev.tripline.benchmarks.store;

import dev.tripline.delivery.DeliverySignals;
import dev.tripline.delivery.async.AsynchronousDelivery;
import dev.tripline.delivery.async.DeliverySettings;
import dev.tripline.spi.invocation.Milestone;
import dev.tripline.spi.store.NewInvocation;
import dev.tripline.store.Stores;
import dev.tripline.store.engine.StoreSettings;
import dev.tripline.testkit.server.PostgresServer;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;

/// Asynchronous delivery on a PostgreSQL of its own, without HTTP and workers.
final class MeasuredQueue implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofMinutes(10);
  private static final int PUBLISHERS = 64;
  private static final byte[] PAYLOAD = new byte[300];

  final ImmediateFunction function;
  final DeliverySignals signals = DeliverySignals.silent();
  private final String url;
  private final String user;
  private final Stores stores;
  private final AsynchronousDelivery delivery;

  MeasuredQueue(PostgresServer server, String database, ImmediateFunction function) {
    this.function = function;
    this.url = server.createDatabase(database);
    this.user = server.user();
    StoreSettings settings = StoreSettings.postgresql(url, user, "");
    this.stores = Stores.open(settings, InstantSource.system(), Milestone.Listener.NONE);
    this.delivery =
        new AsynchronousDelivery(
            DeliverySettings.standard(),
            new AsynchronousDelivery.Store(
                stores.queue(), stores.lease(), settings.lease(), stores.clock()),
            function,
            function,
            signals);
    stores.onWork(delivery::wake);
    delivery.start();
  }

  void accept() {
    String id = UUID.randomUUID().toString();
    delivery.accept(NewInvocation.of(id, ImmediateFunction.TARGET, PAYLOAD));
  }

  /// Accepts so many events while none is delivered, lets them go, and answers how many were delivered a
  /// second, durably.
  double drain(int events) throws InterruptedException {
    function.close();
    long before = signals.figures().delivered();
    List<Thread> publishers = new ArrayList<>();
    for (int p = 0; p < PUBLISHERS; p++) {
      publishers.add(
          Thread.startVirtualThread(() -> {
            for (int i = 0; i < events / PUBLISHERS; i++) {
              accept();
            }
          }));
    }
    for (Thread publisher : publishers) {
      publisher.join();
    }
    long count = (long) events / PUBLISHERS * PUBLISHERS;
    long from = System.nanoTime();
    function.open();
    awaitDelivered(before + count);
    return count / ((System.nanoTime() - from) / 1e9);
  }

  void awaitDelivered(long expected) {
    long from = System.nanoTime();
    while (signals.figures().delivered() < expected) {
      if (System.nanoTime() - from > PATIENCE.toNanos()) {
        throw new IllegalStateException(signals.figures().delivered() + ", not " + expected);
      }
      LockSupport.parkNanos(Duration.ofMillis(1).toNanos());
    }
  }

  /// Vacuums and analyses the queue, which is to be empty, but for the pages that it has.
  void vacuumEmptyQueue() throws SQLException {
    try (Connection connection = connect();
        Statement statement = connection.createStatement()) {
      statement.execute("VACUUM (TRUNCATE off, ANALYZE) invocation");
    }
  }

  Connection connect() throws SQLException {
    return DriverManager.getConnection(url, user, "");
  }

  @Override
  public void close() {
    function.open();
    delivery.close();
    stores.close();
  }
}
