package dev.tripline.testkit.server;

import dev.tripline.testkit.process.ServerProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A real MariaDB as Debian packages it, on 127.0.0.1 and a free port, with a binary log of rows that is
/// as durable as its tables. User `cdc`, password `cdc`. It can be killed and started again on its data.
/// For one thread.
public final class MariaDbServer implements AutoCloseable {
  private static final Path PROGRAM = Path.of("/usr/sbin/mariadbd");
  private static final Path INSTALLER = Path.of("/usr/bin/mariadb-install-db");
  private static final String USER = "cdc";

  private final Path directory;
  private final int port;
  private final List<String> options;
  private ServerProcess process;

  private MariaDbServer(Path directory, int port, List<String> options) {
    this.directory = directory;
    this.port = port;
    this.options = options;
    this.process = launch();
  }

  /// Why there is no MariaDB here; empty if there is. To be printed where tests are skipped.
  public static Optional<String> whyUnavailable() {
    return Files.isExecutable(PROGRAM) && Files.isExecutable(INSTALLER)
        ? Optional.empty()
        : Optional.of("MariaDB is not installed (" + PROGRAM + "); its tests are skipped");
  }

  /// Starts one; blocks until it takes connections.
  public static MariaDbServer start() {
    return start(List.of());
  }

  /// @param options further ones of the server, which come last
  public static MariaDbServer start(List<String> options) {
    Path directory = ServerProcess.newDirectory("mariadb");
    List<String> install = new ArrayList<>(List.of(INSTALLER.toString()));
    install.addAll(
        List.of(
            "--no-defaults",
            "--datadir=" + directory.resolve("data"),
            "--auth-root-authentication-method=normal",
            "--skip-test-db"));
    install.addAll(asRoot());
    run(directory, install);
    try {
      Files.writeString(
          directory.resolve("init.sql"),
          """
          CREATE USER IF NOT EXISTS 'cdc'@'%' IDENTIFIED BY 'cdc';
          GRANT ALL PRIVILEGES ON *.* TO 'cdc'@'%' WITH GRANT OPTION;
          """);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new MariaDbServer(directory, ServerProcess.freePorts(1).getFirst(), options);
  }

  private static List<String> asRoot() {
    return System.getProperty("user.name").equals("root") ? List.of("--user=root") : List.of();
  }

  private static void run(Path directory, List<String> command) {
    try {
      Process process =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(directory.resolve("install.txt").toFile())
              .start();
      if (process.waitFor() != 0) {
        throw new IllegalStateException(
            "MariaDB's tables cannot be made: "
                + Files.readString(directory.resolve("install.txt")));
      }
    } catch (IOException e) {
      throw new UncheckedIOException("MariaDB's tables cannot be made", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }

  private ServerProcess launch() {
    List<String> command = new ArrayList<>(List.of(PROGRAM.toString(), "--no-defaults"));
    command.addAll(
        List.of(
            "--datadir=" + directory.resolve("data"),
            "--socket=" + directory.resolve("socket"),
            "--pid-file=" + directory.resolve("pid"),
            "--bind-address=127.0.0.1",
            "--port=" + port,
            "--server-id=1",
            "--log-bin=" + directory.resolve("data").resolve("log"),
            "--binlog-format=ROW",
            "--binlog-row-image=FULL",
            "--sync-binlog=1",
            "--innodb-flush-log-at-trx-commit=1",
            "--innodb-buffer-pool-size=64M",
            "--init-file=" + directory.resolve("init.sql")));
    command.addAll(asRoot());
    command.addAll(options);
    ServerProcess launched = ServerProcess.launch("MariaDB", directory, command, Map.of());
    launched.awaitPort(port, ServerProcess.START_LIMIT);
    return launched;
  }

  public int port() {
    return port;
  }

  public String user() {
    return USER;
  }

  public String password() {
    return USER;
  }

  /// The JDBC URL of a database, or of the server if it is empty.
  public String jdbcUrl(String database) {
    return "jdbc:mariadb://127.0.0.1:%d/%s?user=%s&password=%s"
        .formatted(port, database, USER, USER);
  }

  /// Makes an empty database and answers its JDBC URL.
  public String createDatabase(String name) {
    try (Connection connection = DriverManager.getConnection(jdbcUrl(""));
        Statement statement = connection.createStatement()) {
      statement.execute("CREATE DATABASE " + name);
      return jdbcUrl(name);
    } catch (SQLException e) {
      throw new IllegalStateException("database " + name + " cannot be created", e);
    }
  }

  /// Kills the server, and starts it again on its data, at the same port.
  public void crash() {
    process.kill();
    process = launch();
  }

  @Override
  public void close() {
    process.stop();
    ServerProcess.remove(directory);
  }
}
