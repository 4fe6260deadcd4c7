package dev.tripline.adapter.cdc.mariadb;

import io.debezium.connector.mariadb.MariaDbConnector;
import org.apache.kafka.connect.connector.Task;

/// The connector without [dev.tripline.adapter.cdc.engine.EventMetrics]. The engine makes it by its name.
@SuppressWarnings("unchecked") // of a method that it inherits
public final class UnmeasuredConnector extends MariaDbConnector {

  @Override
  public Class<? extends Task> taskClass() {
    return UnmeasuredTask.class;
  }
}
