package dev.tripline.delivery.async;

import static dev.tripline.delivery.DeliveryBench.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tripline.delivery.ByteSize;
import dev.tripline.delivery.DeliverySignals;
import dev.tripline.delivery.ScriptedFunctions;
import dev.tripline.spi.invocation.FunctionTarget;
import dev.tripline.spi.invocation.Milestone;
import dev.tripline.spi.store.NewInvocation;
import dev.tripline.store.Stores;
import dev.tripline.store.engine.StoreSettings;
import dev.tripline.testkit.network.TcpLink;
import dev.tripline.testkit.server.PostgresServer;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// A node that is cut off from the PostgreSQL it shares with another one, by a link that freezes.
class CutOffNodeTest {
  private static final int CONCURRENCY = 8;
  private static final int EVENTS = 300;
  private static final byte[] ONE = {'1'};
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
  void no_more_is_run_twice_than_may_run_at_once() {
    String database = server.createDatabase("cut");
    CountDownLatch release = new CountDownLatch(1);
    ScriptedFunctions here = new ScriptedFunctions();
    here.with(
        "work",
        _ -> {
          release.await();
          return ScriptedFunctions.ok();
        });
    ScriptedFunctions there = new ScriptedFunctions();
    there.with("work", _ -> ScriptedFunctions.ok());
    try (TcpLink link = TcpLink.to(server.port());
        Node cut = new Node(database.replace(":" + server.port(), ":" + link.port()), here)) {
      Set<String> accepted = cut.accept(EVENTS);
      await(() -> here.requests.size() == CONCURRENCY);

      link.freeze();
      release.countDown(); // their results find no way to the store
      try (Node other = new Node(database, there)) {
        await(() -> ids(there).containsAll(accepted));
        assertThat(here.requests).hasSize(CONCURRENCY);

        link.thaw();
        await(() -> cut.signals.figures().fenced() >= CONCURRENCY);
        Set<String> later = cut.acceptAgain(CONCURRENCY + 1);
        await(() -> ids(here, there).containsAll(later));
        await(() ->
            other.signals.figures().delivered() + cut.signals.figures().delivered()
                == EVENTS + later.size());

        Set<String> twice = new HashSet<>(ids(here));
        twice.retainAll(ids(there));
        assertThat(twice).hasSizeLessThanOrEqualTo(CONCURRENCY);
        assertThat(here.requests.size() + there.requests.size())
            .isLessThanOrEqualTo(EVENTS + later.size() + CONCURRENCY);
      }
    }
  }

  @Test
  void cut_that_is_shorter_than_the_lease_repeats_nothing_and_forgets_no_claim() {
    String database = server.createDatabase("short_cut");
    CountDownLatch release = new CountDownLatch(1);
    ScriptedFunctions functions = new ScriptedFunctions();
    functions.with(
        "work",
        _ -> {
          release.await();
          return ScriptedFunctions.ok();
        });
    try (TcpLink link = TcpLink.to(server.port());
        Node node =
            new Node(
                database.replace(":" + server.port(), ":" + link.port()),
                functions,
                Duration.ofSeconds(30))) {
      Set<String> accepted = node.accept(40);
      accepted.add(node.claimWithoutKnowing());
      await(() -> functions.requests.size() == CONCURRENCY);

      link.freeze();
      Thread doubtful = Thread.ofVirtual().start(node::tryToAccept);
      await(
          () -> doubtful.getState() == Thread.State.WAITING); // an idle committer takes it at once
      release.countDown(); // results that find no way to the store
      link.breakConnections();
      link.thaw();

      await(() -> node.signals.figures().delivered() == accepted.size());
      await(() -> rows(database) == 0);
      assertThat(ids(functions)).isEqualTo(accepted);
      assertThat(functions.requests).hasSameSizeAs(accepted);
      assertThat(node.signals.figures().fenced()).isZero();
    }
  }

  private static int rows(String database) {
    try (Connection connection = DriverManager.getConnection(database, server.user(), "");
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery("SELECT count(*) FROM invocation")) {
      return rows.next() ? rows.getInt(1) : 0;
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Set<String> ids(ScriptedFunctions... functions) {
    Set<String> ids = new HashSet<>();
    Stream.of(functions)
        .forEach(some -> some.requests.forEach(request -> ids.add(request.requestId())));
    return ids;
  }

  /// A dispatcher's asynchronous part.
  private static final class Node implements AutoCloseable {
    private static final DeliverySettings SETTINGS =
        new DeliverySettings(
            CONCURRENCY,
            CONCURRENCY,
            Duration.ofMillis(5),
            10_000,
            ByteSize.ofMegabytes(10),
            Duration.ofMillis(20),
            Duration.ofSeconds(5));

    final DeliverySignals signals = DeliverySignals.silent();
    private final Stores stores;
    private final AsynchronousDelivery delivery;

    Node(String url, ScriptedFunctions functions) {
      this(url, functions, Duration.ofSeconds(2));
    }

    Node(String url, ScriptedFunctions functions, Duration lease) {
      stores =
          Stores.open(
              new StoreSettings(
                  new StoreSettings.Postgresql(url, server.user(), ""),
                  lease,
                  Duration.ofDays(1),
                  0),
              InstantSource.system(),
              Milestone.Listener.NONE);
      delivery =
          new AsynchronousDelivery(
              SETTINGS,
              new AsynchronousDelivery.Store(stores.queue(), stores.lease(), lease, stores.clock()),
              functions,
              functions,
              signals);
      stores.onWork(delivery::wake);
      delivery.start();
    }

    Set<String> accept(int events) {
      Set<String> ids = new HashSet<>();
      for (int i = 0; i < events; i++) {
        ids.add(accept());
      }
      return ids;
    }

    /// Through a store that may have lost its connections.
    Set<String> acceptAgain(int events) {
      Set<String> ids = new HashSet<>();
      await(() -> {
        if (ids.size() < events) {
          try {
            ids.add(accept());
          } catch (RuntimeException e) {
            System.out.println("not accepted, so it is tried again: " + e.getMessage());
          }
        }
        return ids.size() == events;
      });
      return ids;
    }

    void tryToAccept() {
      try {
        throw new AssertionError("accepted over a cut link: " + accept());
      } catch (RuntimeException e) {
        System.out.println("not known to be accepted: " + e.getMessage());
      }
    }

    /// As if the answer to the claim had got lost.
    String claimWithoutKnowing() {
      String id = UUID.randomUUID().toString();
      stores.queue().enqueue(NewInvocation.of(id, FunctionTarget.latest("work"), ONE), true);
      return id;
    }

    private String accept() {
      String id = UUID.randomUUID().toString();
      delivery.accept(NewInvocation.of(id, FunctionTarget.latest("work"), ONE));
      return id;
    }

    @Override
    public void close() {
      delivery.close();
      stores.close();
    }
  }
}
