package dev.tripline.adapter.cdc.mariadb;

import dev.tripline.adapter.cdc.Capture;
import dev.tripline.adapter.cdc.ChangeDatabase;
import dev.tripline.adapter.cdc.ConnectorProperties;
import dev.tripline.adapter.cdc.DatabaseServer;
import dev.tripline.adapter.cdc.Suitability;
import dev.tripline.adapter.cdc.engine.Handover;
import dev.tripline.adapter.cdc.engine.StoredSchemaHistory;
import dev.tripline.adapter.cdc.engine.YearConverter;
import dev.tripline.adapter.shards.Position;
import dev.tripline.spi.source.SourceUnavailableException;
import java.math.BigInteger;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;

/// The changes of a database of a MariaDB server, by its binary log.
public final class MariaDbChanges implements ChangeDatabase {
  private final DatabaseServer server;
  private final Capture capture;
  private final Replica replica;
  private final InstantSource clock;

  /// The trigger as a replica of the server.
  ///
  /// @param name unique in this process
  /// @param serverId unique among the server's replicas: a second one with the same id ends the first
  /// @param history of the tables' definitions
  public record Replica(String name, long serverId, StoredSchemaHistory.Place history) {}

  public MariaDbChanges(
      DatabaseServer server, Capture capture, Replica replica, InstantSource clock) {
    this.server = server;
    this.capture = capture;
    this.replica = replica;
    this.clock = clock;
  }

  @Override
  public String inWords() {
    return server.inWords();
  }

  @FunctionalInterface
  private interface Request<T> {
    T of(Connection connection) throws SQLException;
  }

  private <T> T with(MariaDbWay way, Request<T> request) {
    try (Connection connection = way.connect()) {
      return request.of(connection);
    } catch (SQLException e) {
      throw new SourceUnavailableException(server.inWords() + ": " + e.getMessage(), e);
    }
  }

  private BinaryLogs logs() {
    try (MariaDbWay way = new MariaDbWay(server)) {
      return with(way, BinaryLogs::list);
    }
  }

  /// Blocking.
  ///
  /// @throws SourceUnavailableException if the server is out of reach
  public Suitability suitability() {
    try (MariaDbWay way = new MariaDbWay(server)) {
      return with(way, connection -> MariaDbSuitability.of(connection, server.database(), capture));
    }
  }

  @Override
  public void check() {
    logs();
  }

  @Override
  public Position newest() {
    BinaryLogs.File newest = logs().newest();
    LogPlace place = new LogPlace(newest.number(), newest.size(), 0, 0, false);
    replica.history().clear();
    return new Position.After(place.number().toString(), clock.instant());
  }

  private static LogPlace place(Position.After position) {
    return LogPlace.of(new BigInteger(position.sequenceNumber()));
  }

  @Override
  public Optional<String> loss(Position.After from) {
    LogPlace place = place(from);
    return place.isInSnapshot() ? Optional.empty() : logs().loss(place);
  }

  @Override
  public Reading read(Position from) {
    boolean snapshot = !(from instanceof Position.After after) || place(after).isInSnapshot();
    if (snapshot) {
      replica.history().clear();
    }
    MariaDbWay way = new MariaDbWay(server);
    try {
      Map<String, Object> offset =
          with(
              way,
              connection -> snapshot ? Map.of() : offset(connection, place((Position.After) from)));
      String key = Handover.keep(replica.history());
      return new Reading(
          properties(way, offset, key),
          snapshot
              ? MariaDbNumbers.ofSnapshot(rows(from))
              : MariaDbNumbers.behind(place((Position.After) from)),
          () -> {
            Handover.forget(key);
            way.close();
          });
    } catch (RuntimeException e) {
      way.close();
      throw e;
    }
  }

  private static BigInteger rows(Position from) {
    return from instanceof Position.After after
        ? new BigInteger(after.sequenceNumber())
        : BigInteger.ZERO;
  }

  private static Map<String, Object> offset(Connection connection, LogPlace place)
      throws SQLException {
    BinaryLogs.File file =
        BinaryLogs.list(connection)
            .find(place)
            .orElseThrow(() -> new SourceUnavailableException("the binary log was removed"));
    Map<String, Object> offset = new HashMap<>();
    offset.put("file", file.name());
    offset.put("pos", place.position());
    offset.put("ts_sec", 0L);
    String transactions = BinaryLogs.transactions(connection, file, place.position());
    if (!transactions.isEmpty()) {
      offset.put("gtids", transactions);
    }
    return offset;
  }

  private Properties properties(MariaDbWay way, Map<String, Object> offset, String key) {
    Properties all = ConnectorProperties.common(replica.name(), server, capture, offset);
    way.addTo(all);
    all.put("connector.class", UnmeasuredConnector.class.getName());
    all.put("database.server.id", Long.toString(replica.serverId()));
    all.put("database.include.list", server.database());
    all.put("snapshot.mode", mode(offset));
    all.put("schema.history.internal", StoredSchemaHistory.class.getName());
    all.put(StoredSchemaHistory.PLACE, key);
    all.put("schema.history.internal.store.only.captured.tables.ddl", "true");
    all.put("schema.history.internal.store.only.captured.databases.ddl", "true");
    all.put("connect.keep.alive.interval.ms", "10000");
    all.put("bigint.unsigned.handling.mode", "precise");
    all.put("enable.time.adjuster", "false");
    YearConverter.addTo(all);
    return all;
  }

  /// Without a history the definitions of now are those of the place: it was noted a moment ago.
  private String mode(Map<String, Object> offset) {
    if (offset.isEmpty()) {
      return "initial";
    }
    return replica.history().isEmpty() ? "recovery" : "no_data";
  }

  /// Nothing: the server keeps its log as long as it is told to by its operator.
  @Override
  public Map<String, Object> confirmation(Position.After committed) {
    return Map.of();
  }

  /// Bytes of the log that are not processed.
  @Override
  public long kept(Position.After committed) {
    LogPlace place = place(committed);
    return place.isInSnapshot() ? -1 : logs().behind(place);
  }
}
