package dev.tripline.dispatcher.trigger.kind.rabbitmq;

import dev.tripline.adapter.rabbitmq.RabbitEndpoint;
import dev.tripline.adapter.rabbitmq.RabbitQueueCheck;
import dev.tripline.dispatcher.trigger.SourceRun;
import dev.tripline.dispatcher.trigger.TriggerStatus;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A run that first asks the broker's management API what its queue may do to messages, and warns of it.
record CheckedRabbitRun(
    SourceRun checked, RabbitEndpoint endpoint, int port, String queue, TriggerStatus status)
    implements SourceRun {
  private static final Logger log = LoggerFactory.getLogger(CheckedRabbitRun.class);

  @Override
  public void run() throws InterruptedException {
    List<String> warnings = RabbitQueueCheck.warnings(endpoint, port, queue);
    if (!warnings.isEmpty()) {
      String all = String.join("; ", warnings);
      log.warn("{}; it is read all the same", all);
      status.warning(all);
    }
    checked.run();
  }

  @Override
  public void stop() {
    checked.stop();
  }

  @Override
  public void close() {
    checked.close();
  }
}
