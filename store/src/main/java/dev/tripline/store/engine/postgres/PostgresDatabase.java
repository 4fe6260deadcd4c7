package dev.tripline.store.engine.postgres;

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
import dev.tripline.store.engine.Transactions;
import dev.tripline.store.engine.migration.Migrations;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.InstantSource;
import java.util.Optional;
import java.util.Set;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.postgresql.ds.PGSimpleDataSource;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;

/// PostgreSQL, shared by all nodes. A few committer threads carry out the changes of the hot path in
/// groups; all else has a transaction of its own.
public final class PostgresDatabase implements Database {
  private static final int COMMITTERS = 3;
  private static final int LARGEST_GROUP = 500;

  /// A server that is silent for longer counts as lost. Statements of the hot path find their rows by
  /// index always: statistics of a queue that was just empty mislead the planner.
  private static final String OPTIONS =
      "-c statement_timeout=30s -c idle_in_transaction_session_timeout=30s -c lock_timeout=10s"
          + " -c enable_seqscan=off -c enable_bitmapscan=off -c enable_hashjoin=off"
          + " -c enable_mergejoin=off"
          + " -c synchronous_commit=";

  private final PayloadCipher cipher;
  private final GroupCommit committers;
  private final HikariDataSource pool;
  private final Transactions transactions;
  private final JdbcClient reader;
  private final PostgresClock clock;
  private final PostgresWatch watch;
  private final PostgresSignals signals;

  private PostgresDatabase(StoreSettings.Postgresql engine, String options, PayloadCipher cipher)
      throws SQLException {
    this.cipher = cipher;
    this.pool = pool(engine, options);
    this.watch = PostgresWatch.start(() -> watched(engine));
    DataSource reached = new ReachedDataSource(pool, watch);
    this.transactions = new Transactions(reached);
    this.reader = SqlErrors.client(new JdbcTemplate(reached));
    this.clock = PostgresClock.start(reader);
    this.committers =
        new GroupCommit(
            "store-committer", COMMITTERS, LARGEST_GROUP, () -> session(engine, options, watch));
    this.signals = PostgresSignals.listen(() -> source(engine, options).getConnection(), watch);
  }

  /// Connects, checks that commits are durable, and brings the tables up to date.
  ///
  /// @throws StoreRefusedException if the server is out of reach or not durable
  public static PostgresDatabase open(StoreSettings.Postgresql engine, PayloadCipher cipher) {
    PGSimpleDataSource plain = source(engine, "");
    try {
      String synchronous;
      try (Connection connection = plain.getConnection()) {
        synchronous = durableCommit(connection);
      }
      Migrations.run(plain, "postgresql");
      return new PostgresDatabase(engine, OPTIONS + synchronous, cipher);
    } catch (SQLException e) {
      throw new StoreRefusedException(
          "%s cannot be opened".formatted(engine),
          String.valueOf(e.getMessage()),
          "Start it, or correct tripline.store.url, tripline.store.username or"
              + " tripline.store.password.",
          e);
    }
  }

  private static String durableCommit(Connection connection) throws SQLException {
    if (!"on".equals(show(connection, "fsync"))) {
      throw new StoreRefusedException(
          "PostgreSQL would lose accepted events at a power cut",
          "it runs with fsync=off",
          "Switch it on in postgresql.conf.");
    }
    String level = show(connection, "synchronous_commit");
    return Set.of("on", "remote_write", "remote_apply").contains(level) ? level : "on";
  }

  private static String show(Connection connection, String setting) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("SHOW " + setting)) {
      return row.next() ? row.getString(1) : "";
    }
  }

  private static PGSimpleDataSource source(StoreSettings.Postgresql engine, String options) {
    PGSimpleDataSource source = new PGSimpleDataSource();
    source.setUrl(engine.url());
    source.setUser(engine.username());
    source.setPassword(engine.password());
    source.setApplicationName("tripline");
    source.setConnectTimeout(10);
    source.setTcpKeepAlive(true);
    source.setPrepareThreshold(1);
    if (!options.isEmpty()) {
      source.setOptions(options);
      source.setSocketTimeout(40);
    }
    return source;
  }

  /// A connection that is given up sooner than those that work.
  private static Connection watched(StoreSettings.Postgresql engine) throws SQLException {
    PGSimpleDataSource source = source(engine, "");
    source.setConnectTimeout(PostgresWatch.PATIENCE_SECONDS);
    source.setLoginTimeout(PostgresWatch.PATIENCE_SECONDS);
    source.setSocketTimeout(PostgresWatch.PATIENCE_SECONDS);
    return source.getConnection();
  }

  private static HikariDataSource pool(StoreSettings.Postgresql engine, String options) {
    HikariConfig config = new HikariConfig();
    config.setPoolName("store");
    config.setDataSource(source(engine, options));
    config.setMaximumPoolSize(10);
    config.setMinimumIdle(1);
    config.setConnectionTimeout(10_000);
    return new HikariDataSource(config);
  }

  private static Session session(
      StoreSettings.Postgresql engine, String options, PostgresWatch watch) throws SQLException {
    long outages = watch.outages();
    Connection connection = source(engine, options).getConnection();
    connection.setAutoCommit(false);
    return new Session(connection, () -> watch.outages() == outages);
  }

  @Override
  public <T extends @Nullable Object> T commit(Change<T> change) {
    watch.require();
    return committers.submit(change);
  }

  @Override
  public <T extends @Nullable Object> T write(SqlWork<T> work) {
    return transactions.write(work);
  }

  @Override
  public JdbcClient reader() {
    return reader;
  }

  @Override
  public String now() {
    return "store_now()";
  }

  @Override
  public InstantSource clock() {
    return clock;
  }

  /// Compares this node's idea of the store's time with the store's.
  public void adjustClock() {
    clock.adjust(reader);
  }

  /// Wakes the other nodes.
  public PostgresSignals signals() {
    return signals;
  }

  @Override
  public PayloadCipher cipher() {
    return cipher;
  }

  @Override
  public Commits commits() {
    return new Commits(committers.commits(), committers.changes());
  }

  @Override
  public Optional<String> outage() {
    return watch.outage();
  }

  @Override
  public void close() {
    watch.close();
    signals.close();
    committers.close();
    pool.close();
  }
}
