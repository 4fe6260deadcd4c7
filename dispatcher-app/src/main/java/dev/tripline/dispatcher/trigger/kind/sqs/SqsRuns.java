package dev.tripline.dispatcher.trigger.kind.sqs;

import dev.tripline.adapter.sqs.SqsQueue;
import dev.tripline.adapter.sqs.SqsQueueArn;
import dev.tripline.adapter.sqs.SqsQueueAttributes;
import dev.tripline.adapter.sqs.SqsQueueCheck;
import dev.tripline.adapter.sqs.SqsQueueSettings;
import dev.tripline.delivery.queue.PollerScaling;
import dev.tripline.delivery.queue.Pollers;
import dev.tripline.delivery.queue.QueueDelivery;
import dev.tripline.dispatcher.connection.AwsClients;
import dev.tripline.dispatcher.connection.ClientLease;
import dev.tripline.dispatcher.trigger.SourceRun;
import dev.tripline.dispatcher.trigger.Trigger;
import dev.tripline.dispatcher.trigger.TriggerLease;
import dev.tripline.dispatcher.trigger.TriggerLeases;
import dev.tripline.dispatcher.trigger.TriggerStatus;
import dev.tripline.dispatcher.trigger.object.QueueIntakes;
import dev.tripline.dispatcher.trigger.run.FunctionTimeouts;
import dev.tripline.dispatcher.trigger.run.QueueRuns;
import dev.tripline.spi.source.QueueSource;
import java.time.Duration;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.sqs.SqsClient;

/// Makes runs of triggers that read queues of SQS.
public record SqsRuns(
    QueueIntakes intakes,
    AwsClients clients,
    TriggerLeases leases,
    FunctionTimeouts timeouts,
    SqsSettings limits) {
  private static final Duration LEASE = Duration.ofSeconds(30);

  SourceRun open(Trigger trigger, SqsSource source, TriggerStatus status) {
    var arn = SqsQueueArn.parse(source.queue().arn());
    QueueRuns queues = intakes.runs(trigger, source.objects());
    QueueDelivery.Trigger delivered = delivered(trigger, source, queues);
    TriggerLease lease = source.maxConcurrency() == null ? null : leases.of(trigger.id(), LEASE);
    ClientLease<SqsClient> client = clients.sqs(source.queue().place());
    var queue =
        new SqsQueue(
            client.client(),
            new SqsQueueSettings(
                arn, limits.longestPoll(), !source.batching().window().length().isZero()),
            queues.settled(trigger),
            attributes -> status.warning(warning(attributes, trigger, source)));
    Integer limit = source.maxConcurrency();
    var scaling =
        new PollerScaling(
            limit == null ? limits.maxConcurrency() : limit,
            arn.fifo(),
            source.batching().reportItemFailures());
    Pollers.Opener opener =
        watcher -> {
          QueueSource opened = queue.open();
          return new Pollers.Poller(
              queues.watched(trigger, status, opened, delivered, watcher), opened);
        };
    return new SqsRun(client, queue, new Pollers(opener, scaling, trigger.name()), lease, status);
  }

  private static QueueDelivery.Trigger delivered(
      Trigger trigger, SqsSource source, QueueRuns queues) {
    return new QueueDelivery.Trigger(
        trigger.id(),
        trigger.function(),
        source.batching(),
        queues.filter(trigger, SqsSource.FILTERED, source.batching().filters()));
  }

  /// The warning about a queue with these attributes; null if there is none.
  private @Nullable String warning(
      SqsQueueAttributes attributes, Trigger trigger, SqsSource source) {
    Optional<String> hides =
        timeouts.known(trigger)
            ? SqsQueueCheck.tooShort(attributes, timeouts.of(trigger))
            : Optional.empty();
    Optional<String> counts =
        SqsQueueArn.parse(source.queue().arn()).fifo()
            ? SqsQueueCheck.tooFewReceives(attributes, source.batching().batchSize())
            : Optional.empty();
    String all =
        Stream.of(hides, counts).flatMap(Optional::stream).collect(Collectors.joining("; "));
    return all.isEmpty() ? null : all;
  }
}
