package dev.tripline.adapter.cdc;

import dev.tripline.adapter.cdc.Capture.Operation;
import dev.tripline.adapter.shards.LeaseTiming;
import dev.tripline.adapter.shards.LeasedSource;
import dev.tripline.store.Stores;
import dev.tripline.testkit.source.StreamUnderTest;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/// Tables of a database of its own on a real server, a message a row of `messages`.
public final class ChangeTable implements StreamUnderTest {
  private static final LeaseTiming QUICK =
      new LeaseTiming(
          Duration.ofSeconds(3),
          Duration.ofMillis(500),
          Duration.ofMillis(100),
          Duration.ofMillis(500));

  /// The operations that tests want, as a rule.
  public static final Set<Operation> ALL =
      Set.of(Operation.INSERT, Operation.UPDATE, Operation.DELETE);

  private final Server server;
  private final Stores stores;
  private final boolean snapshot;
  private final String name = "t" + UUID.randomUUID().toString().replace("-", "");
  private final ChangeProgress progress = new ChangeProgress(InstantSource.system());

  public ChangeTable(Server server, Stores stores, boolean snapshot) {
    this.server = server;
    this.stores = stores;
    this.snapshot = snapshot;
    executeAt("", "CREATE DATABASE " + name);
    execute(
        "CREATE TABLE messages (id varchar(50) PRIMARY KEY, body text)",
        "CREATE TABLE others (id int PRIMARY KEY, body text)");
  }

  /// A server as far as servers differ.
  public interface Server {
    /// As in the names of kinds.
    String kind();

    /// The URL of a database, with the login; that of the server if the name is empty.
    String url(String database);

    /// The schema in which tables are made.
    String schema(String database);

    /// The operations that show a message each, and nothing of those before it.
    Set<Operation> operations();

    /// Writes a message whose key may have a row already.
    void put(Connection connection, Message message) throws SQLException;

    ChangeDatabase database(String name, Capture capture, Stores stores);

    /// Has the server give up what it keeps for a reader.
    void lose(ChangeTable table) throws InterruptedException;

    /// Has the server forget the table and its reader.
    void drop(ChangeTable table);
  }

  /// Notes where reading begins.
  public ChangeTable placed() throws InterruptedException {
    try (LeasedSource source = open()) {
      source.place();
    }
    return this;
  }

  /// Of its database, its trigger, its slot and its publication.
  public String name() {
    return name;
  }

  public ChangeState state() {
    return new ChangeState(stores.sourceStates(), name);
  }

  public ChangeProgress progress() {
    return progress;
  }

  /// The key of a message's record.
  public String key(String id) {
    return "%s.messages{\"id\":\"%s\"}".formatted(server.schema(name), id);
  }

  public Connection connect() throws SQLException {
    return DriverManager.getConnection(server.url(name));
  }

  public void execute(String... statements) {
    for (String sql : statements) {
      executeAt(name, sql);
    }
  }

  private void executeAt(String database, String sql) {
    try (Connection connection = DriverManager.getConnection(server.url(database));
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    } catch (SQLException e) {
      throw new IllegalStateException(sql, e);
    }
  }

  /// With no database of its own in the way.
  public void executeOutside(String sql) {
    executeAt("", sql);
  }

  /// The first column of all rows.
  public List<String> list(String sql) {
    try (Connection connection = connect();
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      List<String> all = new ArrayList<>();
      while (rows.next()) {
        all.add(String.valueOf(rows.getString(1)));
      }
      return all;
    } catch (SQLException e) {
      throw new IllegalStateException(sql, e);
    }
  }

  /// The first column of the first row; empty without one.
  public String ask(String sql) {
    List<String> all = list(sql);
    return all.isEmpty() ? "" : all.getFirst();
  }

  public Capture capture(Set<Operation> operations) {
    return new Capture(List.of(server.schema(name) + ".mess*"), operations, snapshot);
  }

  @Override
  public Set<Capability> capabilities() {
    return Set.of(Capability.ONE_SHARD);
  }

  @Override
  public LeasedSource open() {
    return open(server.operations());
  }

  public LeasedSource open(Set<Operation> operations) {
    return open(server.database(name, capture(operations), stores));
  }

  public LeasedSource open(ChangeDatabase database) {
    return open(database, QUICK);
  }

  public LeasedSource open(ChangeDatabase database, LeaseTiming timing) {
    return ChangeSource.of(
        database,
        new ChangeSource.Reader("tripline:" + server.kind(), snapshot, state(), progress),
        stores.shardLeases(),
        timing,
        InstantSource.system());
  }

  @Override
  public void publish(List<Message> messages) throws SQLException {
    try (Connection connection = connect()) {
      for (Message message : messages) {
        server.put(connection, message);
      }
    }
  }

  /// Runs a statement with a message's members.
  public static void write(Connection connection, String sql, String... members)
      throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      for (int i = 0; i < members.length; i++) {
        statement.setString(i + 1, members[i]);
      }
      statement.execute();
    }
  }

  public void lose() throws InterruptedException {
    server.lose(this);
  }

  @Override
  public void reshard() {
    throw new UnsupportedOperationException("a log has one shard");
  }

  @Override
  public void trim() {
    throw new UnsupportedOperationException("nothing is read behind a loss until it is resolved");
  }

  @Override
  public void close() {
    server.drop(this);
  }
}
