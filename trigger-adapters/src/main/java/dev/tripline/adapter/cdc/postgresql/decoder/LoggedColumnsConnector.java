package dev.tripline.adapter.cdc.postgresql.decoder;

import io.debezium.connector.postgresql.PostgresConnector;
import org.apache.kafka.connect.connector.Task;

/// The connector whose records mark the columns that the log has no values of
/// ([dev.tripline.adapter.cdc.engine.UnloggedColumns]). The engine makes it by its name.
@SuppressWarnings("unchecked") // of a method that it inherits
public final class LoggedColumnsConnector extends PostgresConnector {

  @Override
  public Class<? extends Task> taskClass() {
    return LoggedColumnsTask.class;
  }
}
