package dev.tripline.adapter.cdc.postgresql;

import dev.tripline.adapter.cdc.Capture;
import dev.tripline.adapter.cdc.ConnectorProperties;
import dev.tripline.adapter.cdc.DatabaseServer;
import dev.tripline.adapter.cdc.postgresql.decoder.LoggedColumnsConnector;
import java.util.Map;
import java.util.Properties;

/// The properties of Debezium's connector for PostgreSQL for one reading.
final class PostgresProperties {
  private final DatabaseServer server;
  private final Capture capture;
  private final PostgresChanges.Names names;
  private final PostgresWay way;

  PostgresProperties(DatabaseServer server, Capture capture, PostgresChanges.Names names) {
    this.server = server;
    this.capture = capture;
    this.names = names;
    this.way = new PostgresWay(server);
  }

  /// @param offset where to go on; empty for a snapshot
  Properties of(Map<String, Object> offset) {
    Properties all = ConnectorProperties.common(names.slot(), server, capture, offset);
    all.put("connector.class", LoggedColumnsConnector.class.getName());
    all.put("database.dbname", server.database());
    way.driver().forEach((name, value) -> all.put("driver." + name, value));
    all.put("plugin.name", "pgoutput");
    all.put("slot.name", names.slot());
    all.put("slot.drop.on.stop", "false");
    all.put("slot.max.retries", "0");
    all.put("publication.name", names.publication());
    all.put("publication.autocreate.mode", "disabled");
    all.put("snapshot.mode", offset.isEmpty() ? "initial" : "no_data");
    all.put("status.update.interval.ms", "5000");
    // Moves the slot on while other tables change, too: a message in the log that no table has.
    all.put(
        "heartbeat.action.query", "SELECT pg_logical_emit_message(true, 'tripline', 'heartbeat')");
    all.put("hstore.handling.mode", "json");
    all.put("interval.handling.mode", "string");
    return all;
  }

  void end() {
    way.close();
  }
}
