package dev.tripline.dispatcher.trigger.kind.sqs;

import dev.tripline.adapter.sqs.SqsQueue;
import dev.tripline.adapter.sqs.SqsQueueArn;
import dev.tripline.adapter.sqs.SqsQueueCheck;
import dev.tripline.adapter.sqs.SqsQueueSettings;
import dev.tripline.delivery.queue.PollerScaling;
import dev.tripline.delivery.queue.Pollers;
import dev.tripline.delivery.queue.QueueDelivery;
import dev.tripline.dispatcher.connection.AwsClients;
import dev.tripline.dispatcher.trigger.SourceRun;
import dev.tripline.dispatcher.trigger.Trigger;
import dev.tripline.dispatcher.trigger.TriggerLeases;
import dev.tripline.dispatcher.trigger.TriggerStatus;
import dev.tripline.dispatcher.trigger.run.FunctionTimeouts;
import dev.tripline.dispatcher.trigger.run.QueueRuns;
import dev.tripline.spi.source.QueueSource;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// Makes runs of triggers that read queues of SQS.
public record SqsRuns(
    QueueRuns queues,
    AwsClients clients,
    TriggerLeases leases,
    FunctionTimeouts timeouts,
    SqsSettings limits) {
  private static final Duration LEASE = Duration.ofSeconds(30);

  SourceRun open(Trigger trigger, SqsSource source, TriggerStatus status) {
    var arn = SqsQueueArn.parse(source.queue().arn());
    var queue =
        new SqsQueue(
            clients.sqs(source.queue().place()),
            new SqsQueueSettings(arn, SqsQueueSettings.LONGEST_POLL),
            queues.settled(trigger),
            visibility -> status.warning(hidesTooShortly(visibility, trigger)));
    QueueDelivery.Trigger delivered = delivered(trigger, source);
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
    return new SqsRun(
        queue,
        new Pollers(opener, scaling, trigger.name()),
        limit == null ? null : leases.of(trigger.id(), LEASE),
        status);
  }

  private QueueDelivery.Trigger delivered(Trigger trigger, SqsSource source) {
    return new QueueDelivery.Trigger(
        trigger.id(),
        trigger.function(),
        source.batching(),
        queues.filter(SqsSource.FILTERED, source.batching().filters()));
  }

  /// The warning about a queue that hides messages for so long; null if that is long enough for the
  /// function.
  private @Nullable String hidesTooShortly(Duration visibility, Trigger trigger) {
    return timeouts.known(trigger)
        ? SqsQueueCheck.tooShort(visibility, timeouts.of(trigger)).orElse(null)
        : null;
  }
}
