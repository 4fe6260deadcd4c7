package dev.tripline.dispatcher.resource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.tripline.testkit.process.ServerProcess;
import dev.tripline.testkit.server.PostgresServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The pooling proxy of the example, as `docker-compose.yml` starts it.
class PgBouncerTest {
  private static final Path PROGRAM = Path.of("/usr/sbin/pgbouncer");
  private static final Path EXAMPLE = Path.of("../examples/shared-database");
  private static final int WORKERS = 100;
  private static final int POOL = 20;

  @TempDir Path directory;

  @Test
  void hundred_connections_of_workers_become_twenty_of_the_database() throws Exception {
    assumeTrue(Files.isExecutable(PROGRAM), "PgBouncer is not installed");
    try (PostgresServer database =
            PostgresServer.start(
                Map.of("max_connections", "25", "autovacuum", "off", "max_wal_senders", "0"));
        ExecutorService workers = Executors.newVirtualThreadPerTaskExecutor()) {
      run(database, "CREATE ROLE shop LOGIN");
      int port = freePort();
      ServerProcess proxy = start(database, port);
      try {
        String url =
            "jdbc:postgresql://127.0.0.1:%d/shop?user=shop&password=shop&prepareThreshold=0"
                .formatted(port);
        CountDownLatch connected = new CountDownLatch(WORKERS);
        List<Future<Integer>> answers = new ArrayList<>();
        for (int i = 0; i < WORKERS; i++) {
          int number = i;
          answers.add(workers.submit(work(url, number, connected)));
        }
        for (int i = 0; i < WORKERS; i++) {
          assertThat(answers.get(i).get()).isEqualTo(i);
        }
        assertThat(most(database)).isBetween(1, POOL);
      } finally {
        proxy.kill();
      }
    }
  }

  /// Keeps its connection until all have one, as workers do.
  private static Callable<Integer> work(String url, int number, CountDownLatch connected) {
    return () -> {
      try (Connection connection = DriverManager.getConnection(url);
          Statement statement = connection.createStatement()) {
        connected.countDown();
        connected.await();
        statement.execute("SELECT pg_sleep(0.05)");
        try (ResultSet row = statement.executeQuery("SELECT " + number)) {
          row.next();
          return row.getInt(1);
        }
      }
    };
  }

  private static int most(PostgresServer database) throws SQLException {
    try (Connection connection = admin(database);
        Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery(
                "SELECT count(*) FROM pg_stat_activity WHERE usename = 'shop'")) {
      row.next();
      return row.getInt(1);
    }
  }

  private static void run(PostgresServer database, String sql) throws SQLException {
    try (Connection connection = admin(database);
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private static Connection admin(PostgresServer database) throws SQLException {
    return DriverManager.getConnection(database.jdbcUrl("postgres"), database.user(), "");
  }

  private ServerProcess start(PostgresServer database, int port) throws IOException {
    Path users = directory.resolve("users.txt");
    Files.copy(EXAMPLE.resolve("users.txt"), users);
    Path settings = directory.resolve("pgbouncer.ini");
    String example = Files.readString(EXAMPLE.resolve("pgbouncer.ini"));
    String here =
        example
                .replace(
                    "host=shop port=5432 dbname=shop",
                    "host=127.0.0.1 port=%d dbname=postgres".formatted(database.port()))
                .replace("0.0.0.0", "127.0.0.1")
                .replace("6432", Integer.toString(port))
                .replace("/etc/pgbouncer/users.txt", users.toString())
            + "unix_socket_dir =\n";
    Files.writeString(settings, here);
    Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
    List<String> command = new ArrayList<>(List.of(PROGRAM.toString(), settings.toString()));
    if (System.getProperty("user.name").equals("root")) { // as whom it does not run
      command.addAll(1, List.of("-u", "nobody"));
    }
    ServerProcess proxy = ServerProcess.launch("PgBouncer", directory, command, Map.of());
    proxy.awaitPort(port, Duration.ofSeconds(30));
    return proxy;
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }
}
