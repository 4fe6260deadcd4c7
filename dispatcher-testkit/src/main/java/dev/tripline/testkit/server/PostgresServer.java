package dev.tripline.testkit.server;

import dev.tripline.testkit.process.ServerProcess;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/// A real PostgreSQL as a child process, as durable as in production: `fsync`, `synchronous_commit`
/// and `full_page_writes` are on. User `postgres`, no password.
public final class PostgresServer implements AutoCloseable {
  private static final String USER = "postgres";
  private static final AtomicInteger SHARES = new AtomicInteger();

  private final Version version;
  private final Map<String, String> settings;
  private final @Nullable Path data;

  /// Before the names of its databases; null if the server is its own.
  private final @Nullable String prefix;

  private EmbeddedPostgres server;

  private PostgresServer(
      Version version,
      Map<String, String> settings,
      @Nullable Path data,
      @Nullable String prefix,
      EmbeddedPostgres server) {
    this.version = version;
    this.settings = settings;
    this.data = data;
    this.prefix = prefix;
    this.server = server;
  }

  /// The server that is shared, from the first question for it until this JVM ends.
  private static final class Shared {
    static final EmbeddedPostgres SERVER = started();

    private static EmbeddedPostgres started() {
      try {
        return builder(Version.V17, Map.of("max_connections", "300")).start();
      } catch (IOException e) {
        throw new UncheckedIOException("PostgreSQL does not start", e);
      }
    }
  }

  /// A major version.
  public enum Version {
    V16("/postgresql-16/"),
    /// The one that stores are tested with.
    V17("/"),
    V18("/postgresql-18/");

    private final String resources;

    Version(String resources) {
      this.resources = resources;
    }

    /// The one that `-Dpostgresql.version=16` asks for; 18 if nothing does.
    public static Version wanted() {
      return valueOf("V" + Integer.getInteger("postgresql.version", 18));
    }

    /// The reason why there is none for this machine; empty if there is.
    public Optional<String> whyUnavailable() {
      return this == V17 || PostgresServer.class.getResource(archive()) != null
          ? Optional.empty()
          : Optional.of(
              "PostgreSQL %s has no binaries for %s here; its tests are skipped"
                  .formatted(this, System.getProperty("os.arch")));
    }

    private String archive() {
      String machine =
          System.getProperty("os.arch").equals("amd64") ? "x86_64" : System.getProperty("os.arch");
      return "%spostgres-linux-%s.txz".formatted(resources, machine);
    }

    private EmbeddedPostgres.Builder builder() {
      EmbeddedPostgres.Builder builder = EmbeddedPostgres.builder();
      return this == V17
          ? builder
          : builder.setPgBinaryResolver((_, _) ->
              Objects.requireNonNull(PostgresServer.class.getResourceAsStream(archive())));
    }
  }

  /// Databases of its own on the server that all tests of this JVM share, which saves a start of seconds. For
  /// tests that leave the server itself and its roles alone.
  public static PostgresServer shared() {
    String prefix = "t" + SHARES.incrementAndGet() + "_";
    PostgresServer shared = new PostgresServer(Version.V17, Map.of(), null, prefix, Shared.SERVER);
    shared.createDatabase(USER);
    return shared;
  }

  /// Starts one; blocks until it takes connections.
  public static PostgresServer start() {
    return start(Map.of());
  }

  /// As [#start()], with more of the server's own settings.
  public static PostgresServer start(Map<String, String> settings) {
    try {
      return new PostgresServer(
          Version.V17, settings, null, null, builder(Version.V17, settings).start());
    } catch (IOException e) {
      throw new UncheckedIOException("PostgreSQL does not start", e);
    }
  }

  /// One of [Version#wanted] whose databases can be followed by logical replication, and which can
  /// [#crash].
  public static PostgresServer startLogical(Map<String, String> more) {
    return startLogical(Version.wanted(), more);
  }

  /// As [#startLogical(Map)].
  public static PostgresServer startLogical(Version version, Map<String, String> more) {
    Map<String, String> settings = new HashMap<>(more);
    settings.putIfAbsent("wal_level", "logical");
    settings.put("max_replication_slots", "40");
    settings.put("max_wal_senders", "40");
    try {
      Path data = ServerProcess.newDirectory("postgres");
      return new PostgresServer(
          version, settings, data, null, kept(version, settings, data).start());
    } catch (IOException e) {
      throw new UncheckedIOException("PostgreSQL does not start", e);
    }
  }

  private static EmbeddedPostgres.Builder kept(
      Version version, Map<String, String> settings, Path data) {
    return builder(version, settings).setDataDirectory(data).setCleanDataDirectory(false);
  }

  private static EmbeddedPostgres.Builder builder(Version version, Map<String, String> settings) {
    EmbeddedPostgres.Builder builder =
        version
            .builder()
            .setServerConfig("listen_addresses", "127.0.0.1")
            .setServerConfig("fsync", "on")
            .setServerConfig("synchronous_commit", "on")
            .setServerConfig("full_page_writes", "on");
    settings.forEach(builder::setServerConfig);
    return builder;
  }

  /// Kills the server, and starts it again on its data, at the same port.
  ///
  /// @throws IllegalStateException if it was not started by [#startLogical]
  public void crash() {
    if (data == null) {
      throw new IllegalStateException("its data is not kept");
    }
    int port = port();
    try {
      String pid = Files.readAllLines(data.resolve("postmaster.pid")).getFirst().strip();
      ProcessHandle postmaster = ProcessHandle.of(Long.parseLong(pid)).orElseThrow();
      postmaster.destroyForcibly();
      postmaster.onExit().join();
      server.close();
      server = kept(version, settings, data).setPort(port).start();
    } catch (IOException e) {
      throw new UncheckedIOException("PostgreSQL does not start again", e);
    }
  }

  public int port() {
    return server.getPort();
  }

  public String user() {
    return USER;
  }

  /// The JDBC URL of a database; `postgres` is always there.
  public String jdbcUrl(String database) {
    return url(named(database));
  }

  private String named(String database) {
    return prefix == null ? database : prefix + database;
  }

  private String url(String database) {
    return "jdbc:postgresql://127.0.0.1:" + port() + "/" + database;
  }

  /// Makes an empty database and answers its JDBC URL.
  public String createDatabase(String name) {
    try (Connection connection = DriverManager.getConnection(url(USER), USER, "");
        Statement statement = connection.createStatement()) {
      statement.execute("CREATE DATABASE " + statement.enquoteIdentifier(named(name), true));
      return jdbcUrl(name);
    } catch (SQLException e) {
      throw new IllegalStateException("database " + name + " cannot be created", e);
    }
  }

  /// Stops it. Databases on a shared server stay until this JVM ends: to drop one is a checkpoint of all.
  @Override
  public void close() {
    if (prefix != null) {
      return;
    }
    try {
      server.close();
      if (data != null) {
        ServerProcess.remove(data);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("PostgreSQL does not stop", e);
    }
  }
}
