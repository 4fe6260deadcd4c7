package dev.tripline.dispatcher.trigger.kind.rabbitmq;

import dev.tripline.adapter.rabbitmq.RabbitEndpoint;
import dev.tripline.adapter.rabbitmq.RabbitQueueCheck;
import dev.tripline.dispatcher.trigger.Trigger;
import dev.tripline.dispatcher.trigger.preflight.SourceProbe;
import java.util.ArrayList;
import java.util.List;

/// Asks brokers of RabbitMQ whether the queue is there, and their management API what it does to messages.
record RabbitProbe(Brokers brokers) implements SourceProbe {

  @Override
  public String kind() {
    return RabbitSource.TRAITS.kind();
  }

  @Override
  public List<String> warnings(Trigger trigger) {
    RabbitSource source = trigger.source(RabbitSource.class);
    RabbitEndpoint endpoint;
    try {
      endpoint = brokers.endpoint(source.broker());
    } catch (IllegalStateException e) {
      return List.of("the broker cannot be asked: " + e.getMessage());
    }
    List<String> warnings = new ArrayList<>();
    RabbitQueueCheck.unreachable(endpoint, source.queue()).ifPresent(warnings::add);
    Integer port = source.managementPort();
    if (warnings.isEmpty() && port != null) {
      warnings.addAll(RabbitQueueCheck.warnings(endpoint, port, source.queue()));
    }
    return warnings;
  }
}
