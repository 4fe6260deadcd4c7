package dev.tripline.adapter.cdc.postgresql.decoder;

import dev.tripline.adapter.cdc.engine.EventMetrics;
import io.debezium.connector.postgresql.PostgresConnectorConfig;
import io.debezium.connector.postgresql.PostgresConnectorTask;
import io.debezium.connector.postgresql.PostgresSchema;
import io.debezium.connector.postgresql.connection.MessageDecoderContext;
import io.debezium.connector.postgresql.connection.PostgresConnection;
import io.debezium.connector.postgresql.connection.PostgresReplicationConnection;
import io.debezium.connector.postgresql.connection.ReplicationConnection;
import java.lang.reflect.Field;
import java.sql.SQLException;
import java.util.List;
import org.apache.kafka.connect.source.SourceRecord;

/// A reading with [LoggedColumnsDecoder] and without [EventMetrics]. The engine makes it by its class.
public final class LoggedColumnsTask extends PostgresConnectorTask {
  private static final String DECODER = "messageDecoder";

  @Override
  protected ReplicationConnection buildReplicationConnection(
      PostgresConnection catalogue, PostgresSchema schema, PostgresConnectorConfig config)
      throws SQLException {
    ReplicationConnection connection = super.buildReplicationConnection(catalogue, schema, config);
    decode(
        connection, new LoggedColumnsDecoder(new MessageDecoderContext(config, schema), catalogue));
    return connection;
  }

  @Override
  public List<SourceRecord> doPoll() throws InterruptedException {
    return EventMetrics.endBehind(super.doPoll(), coordinator);
  }

  /// The connection makes its decoder by itself and takes no other one: it is replaced before the first
  /// message.
  private static void decode(ReplicationConnection connection, LoggedColumnsDecoder decoder) {
    try {
      Field field = PostgresReplicationConnection.class.getDeclaredField(DECODER);
      field.setAccessible(true);
      field.set(connection, decoder);
    } catch (ReflectiveOperationException | RuntimeException e) {
      throw new IllegalStateException(
          "the decoder of this version of Debezium cannot be replaced; changes are not read, since"
              + " columns without values could not be told from nulls",
          e);
    }
  }
}
