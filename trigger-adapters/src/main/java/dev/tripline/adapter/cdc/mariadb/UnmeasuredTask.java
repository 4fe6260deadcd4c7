package dev.tripline.adapter.cdc.mariadb;

import dev.tripline.adapter.cdc.engine.EventMetrics;
import io.debezium.connector.mariadb.MariaDbConnectorTask;
import java.util.List;
import org.apache.kafka.connect.source.SourceRecord;

/// A reading of [UnmeasuredConnector]. The engine makes it by its class.
public final class UnmeasuredTask extends MariaDbConnectorTask {

  @Override
  protected List<SourceRecord> doPoll() throws InterruptedException {
    return EventMetrics.endBehind(super.doPoll(), coordinator);
  }
}
