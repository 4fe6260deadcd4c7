package dev.tripline.dispatcher.trigger.kind.rabbitmq;

import dev.tripline.adapter.rabbitmq.RabbitEndpoint;
import dev.tripline.adapter.rabbitmq.RabbitQueueSettings;
import dev.tripline.adapter.rabbitmq.RabbitQueueSource;
import dev.tripline.delivery.queue.QueueDelivery;
import dev.tripline.delivery.queue.QueueSettings;
import dev.tripline.dispatcher.rest.FieldError;
import dev.tripline.dispatcher.rest.FormReader;
import dev.tripline.dispatcher.trigger.OpenedSource;
import dev.tripline.dispatcher.trigger.SourceRun;
import dev.tripline.dispatcher.trigger.SourceTraits;
import dev.tripline.dispatcher.trigger.SourceType;
import dev.tripline.dispatcher.trigger.Trigger;
import dev.tripline.dispatcher.trigger.TriggerSource;
import dev.tripline.dispatcher.trigger.TriggerStatus;
import dev.tripline.dispatcher.trigger.run.QueueRun;
import dev.tripline.dispatcher.trigger.run.QueueRuns;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// Queues of RabbitMQ.
record RabbitSourceType(RabbitForm form, Brokers brokers, QueueRuns runs) implements SourceType {
  private static final int MAX_PREFETCH = 65_535;

  @Override
  public SourceTraits traits() {
    return RabbitSource.TRAITS;
  }

  @Override
  public TriggerSource read(FormReader reader, String id, boolean fresh) {
    return form.read(reader, fresh);
  }

  /// Never: a broker that is not there yet may come.
  @Override
  public Optional<FieldError> refusal(Trigger trigger, List<Trigger> others) {
    return Optional.empty();
  }

  /// Nothing: a queue keeps its messages.
  @Override
  public void prepare(Trigger trigger) {}

  @Override
  public OpenedSource open(Trigger trigger, TriggerStatus status) {
    RabbitSource source = trigger.source(RabbitSource.class);
    return new OpenedSource.Reading(source.concurrency(), () -> run(trigger, source, status));
  }

  private SourceRun run(Trigger trigger, RabbitSource source, TriggerStatus status) {
    QueueSettings batching = source.batching();
    RabbitEndpoint endpoint = brokers.endpoint(source.broker());
    var queue =
        new RabbitQueueSource(
            new RabbitQueueSettings(
                endpoint,
                source.queue(),
                brokers.arn(trigger),
                Math.min(batching.batchSize(), MAX_PREFETCH),
                Duration.ofSeconds(30)),
            runs.settled(trigger),
            runs.clock());
    var settings =
        new QueueDelivery.Trigger(
            trigger.id(),
            trigger.function(),
            batching,
            runs.filter(RabbitSource.FILTERED, batching.filters()));
    var run = new QueueRun(queue, runs.delivery(trigger, status, queue, settings));
    Integer port = source.managementPort();
    return port == null ? run : new CheckedRabbitRun(run, endpoint, port, source.queue(), status);
  }
}
