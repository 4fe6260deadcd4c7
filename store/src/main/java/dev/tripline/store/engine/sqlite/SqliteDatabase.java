package dev.tripline.store.engine.sqlite;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.tripline.store.cipher.PayloadCipher;
import dev.tripline.store.engine.Change;
import dev.tripline.store.engine.Database;
import dev.tripline.store.engine.GroupCommit;
import dev.tripline.store.engine.Session;
import dev.tripline.store.engine.SqlErrors;
import dev.tripline.store.engine.SqlWork;
import dev.tripline.store.engine.StoreRefusedException;
import dev.tripline.store.engine.StoreSettings;
import dev.tripline.store.engine.WorkChange;
import dev.tripline.store.engine.migration.Migrations;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.InstantSource;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteDataSource;

/// SQLite: one file, one process, one writer thread. Write-ahead log, flushed at every commit.
public final class SqliteDatabase implements Database {
  /// Older ones can corrupt a store in WAL mode when a checkpoint meets a write.
  private static final String OLDEST_VERSION = "3.51.3";

  /// Pages of the log after which the writer moves them to the file: 32 MB.
  private static final int CHECKPOINT_PAGES = 8000;

  private static final int LARGEST_GROUP = 1000;

  private final SqliteFile file;
  private final InstantSource clock;
  private final PayloadCipher cipher;
  private final LogWatch log;
  private final GroupCommit writer;
  private final HikariDataSource readers;
  private final JdbcClient reader;

  private SqliteDatabase(
      SqliteFile file,
      InstantSource clock,
      PayloadCipher cipher,
      GroupCommit writer,
      HikariDataSource readers) {
    this.file = file;
    this.clock = clock;
    this.cipher = cipher;
    this.log = LogWatch.start(file);
    this.writer = writer;
    this.readers = readers;
    this.reader = SqlErrors.client(new JdbcTemplate(readers));
  }

  /// Opens the file, or makes it.
  ///
  /// @param clock the store's time; must not jump while this is open
  /// @throws StoreRefusedException if it is damaged, in use, or the engine is not what it must be
  public static SqliteDatabase open(
      StoreSettings.Sqlite engine, InstantSource clock, PayloadCipher cipher) {
    SqliteFile file = SqliteFile.lock(engine.file());
    try {
      SQLiteDataSource dataSource = new SQLiteDataSource(writing());
      dataSource.setUrl(file.url());
      try (Connection connection = dataSource.getConnection()) {
        assertDurable(connection);
      }
      Migrations.run(dataSource, "sqlite");
      file.made();
      GroupCommit writer =
          new GroupCommit("store-writer", 1, LARGEST_GROUP, () -> session(dataSource));
      return new SqliteDatabase(file, clock, cipher, writer, readers(file.url()));
    } catch (SQLException e) {
      file.close();
      throw new StoreRefusedException(
          "The store %s cannot be opened".formatted(file.path()),
          String.valueOf(e.getMessage()),
          "Look whether its disk works, has room and is writable for the user who starts the"
              + " dispatcher.",
          e);
    } catch (RuntimeException e) {
      file.close();
      throw e;
    }
  }

  private static SQLiteConfig writing() {
    SQLiteConfig config = new SQLiteConfig();
    config.setJournalMode(SQLiteConfig.JournalMode.WAL);
    config.setSynchronous(SQLiteConfig.SynchronousMode.FULL);
    config.setBusyTimeout(10_000);
    config.setCacheSize(-64 << 10); // KiB
    config.setPragma(SQLiteConfig.Pragma.WAL_AUTOCHECKPOINT, Integer.toString(CHECKPOINT_PAGES));
    return config;
  }

  private static Session session(SQLiteDataSource dataSource) throws SQLException {
    Connection connection = dataSource.getConnection();
    connection.setAutoCommit(false);
    return new Session(connection);
  }

  private static HikariDataSource readers(String url) {
    HikariConfig config = new HikariConfig();
    config.setPoolName("store-readers");
    config.setJdbcUrl(url);
    config.setMaximumPoolSize(4);
    config.setMinimumIdle(1);
    config.addDataSourceProperty("busy_timeout", "10000");
    config.setConnectionInitSql("PRAGMA query_only = ON");
    return new HikariDataSource(config);
  }

  private static void assertDurable(Connection connection) throws SQLException {
    String version = ask(connection, "SELECT sqlite_version()");
    if (Runtime.Version.parse(version).compareTo(Runtime.Version.parse(OLDEST_VERSION)) < 0) {
      throw new StoreRefusedException(
          "SQLite %s is too old".formatted(version),
          "before %s a store could be corrupted".formatted(OLDEST_VERSION),
          "Use a newer sqlite-jdbc.");
    }
    expect(connection, "PRAGMA journal_mode", "wal");
    expect(connection, "PRAGMA synchronous", "2");
  }

  private static void expect(Connection connection, String pragma, String value)
      throws SQLException {
    String actual = ask(connection, pragma);
    if (!value.equalsIgnoreCase(actual)) {
      throw new StoreRefusedException(
          "The store would lose accepted events at a power cut",
          "SQLite answers %s to %s instead of %s".formatted(actual, pragma, value),
          "Put tripline.data-directory on a local disk.");
    }
  }

  private static String ask(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      return row.next() ? row.getString(1) : "nothing";
    }
  }

  @Override
  public <T extends @Nullable Object> T commit(Change<T> change) {
    return writer.submit(change);
  }

  @Override
  public <T extends @Nullable Object> T write(SqlWork<T> work) {
    return writer.submit(new WorkChange<>(work));
  }

  @Override
  public JdbcClient reader() {
    return reader;
  }

  @Override
  public String now() {
    return Long.toString(clock.millis());
  }

  @Override
  public InstantSource clock() {
    return clock;
  }

  @Override
  public PayloadCipher cipher() {
    return cipher;
  }

  @Override
  public Commits commits() {
    return new Commits(writer.commits(), writer.changes());
  }

  /// The file was removed under the dispatcher's hands, or its disk is gone.
  @Override
  public Optional<String> outage() {
    return Files.exists(file.path())
        ? Optional.empty()
        : Optional.of("the store's file %s is gone".formatted(file.path()));
  }

  /// The file of the store.
  public Path file() {
    return file.path();
  }

  @Override
  public void close() {
    log.stop();
    writer.close();
    readers.close();
    file.close();
  }
}
