package dev.tripline.dispatcher.trigger.kind.rabbitmq;

import dev.tripline.adapter.rabbitmq.RabbitEndpoint;
import dev.tripline.adapter.rabbitmq.RabbitQueueCheck;
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
import dev.tripline.dispatcher.trigger.object.QueueIntakes;
import dev.tripline.dispatcher.trigger.run.QueueRun;
import dev.tripline.dispatcher.trigger.run.QueueRuns;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// Queues of RabbitMQ.
record RabbitSourceType(RabbitForm form, Brokers brokers, QueueIntakes intakes)
    implements SourceType {
  private static final int MAX_PREFETCH = 65_535;

  @Override
  public SourceTraits traits() {
    return RabbitSource.TRAITS;
  }

  @Override
  public TriggerSource read(FormReader reader, String id, boolean fresh) {
    return form.read(reader, fresh);
  }

  /// Not because the broker is not there: it may come.
  @Override
  public Optional<FieldError> refusal(Trigger trigger, List<Trigger> others) {
    RabbitSource source = trigger.source(RabbitSource.class);
    RabbitEndpoint endpoint;
    try {
      endpoint = brokers.endpoint(source.broker());
    } catch (IllegalStateException e) {
      return unusable(source.broker(), e);
    }
    return RabbitQueueCheck.refusal(endpoint, source.queue())
        .map(why -> new FieldError("source.queue", why));
  }

  /// The settings of a connection are the operator's, not the caller's.
  private static Optional<FieldError> unusable(RabbitSource.Broker broker, RuntimeException why) {
    if (broker.password() == null) {
      return Optional.empty();
    }
    String remedy =
        broker.username().isEmpty()
            ? "; give a username, or a secret that is a JSON object with username and password"
            : "";
    return Optional.of(new FieldError("source.password", why.getMessage() + remedy));
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
    QueueRuns runs = intakes.runs(trigger, source.objects());
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
            runs.filter(trigger, RabbitSource.FILTERED, batching.filters()));
    var run = new QueueRun(queue, runs.delivery(trigger, status, queue, settings));
    Integer port = source.managementPort();
    return port == null ? run : new CheckedRabbitRun(run, endpoint, port, source.queue(), status);
  }
}
