package dev.tripline.dispatcher.trigger.run;

import dev.tripline.adapter.sqs.SqsQueue;
import dev.tripline.adapter.sqs.SqsQueueArn;
import dev.tripline.adapter.sqs.SqsQueueSettings;
import dev.tripline.delivery.DeliveryServices;
import dev.tripline.delivery.filter.EventFilters;
import dev.tripline.delivery.filter.FilteredSource;
import dev.tripline.delivery.ledger.TriggerLedger;
import dev.tripline.delivery.queue.PollerScaling;
import dev.tripline.delivery.queue.Pollers;
import dev.tripline.delivery.queue.QueueDelivery;
import dev.tripline.dispatcher.connection.AwsClients;
import dev.tripline.dispatcher.trigger.Trigger;
import dev.tripline.dispatcher.trigger.TriggerSource;
import dev.tripline.dispatcher.trigger.TriggerStatus;
import dev.tripline.dispatcher.trigger.TriggerStore;
import dev.tripline.spi.source.QueueSource;
import dev.tripline.spi.source.RecentlySettled;
import java.time.Duration;

/// Makes runs of triggers that read queues of SQS.
public final class SqsRuns {
  private static final Duration LEASE = Duration.ofSeconds(30);

  private final TriggerStore store;
  private final AwsClients clients;
  private final EventFilters filters;
  private final SqsSettings limits;
  private final SourceCheck check;

  public SqsRuns(
      TriggerStore store,
      AwsClients clients,
      EventFilters filters,
      SqsSettings limits,
      SourceCheck check) {
    this.check = check;
    this.store = store;
    this.clients = clients;
    this.filters = filters;
    this.limits = limits;
  }

  /// What one trigger has for itself.
  record Own(DeliveryServices services, TriggerLedger account, RecentlySettled settled) {}

  SourceRun open(Trigger trigger, TriggerSource.SqsQueue source, TriggerStatus status, Own own) {
    var arn = SqsQueueArn.parse(source.queue().arn());
    var queue =
        new SqsQueue(
            clients.sqs(source.queue().place()),
            new SqsQueueSettings(arn, SqsQueueSettings.LONGEST_POLL),
            own.settled,
            visibility ->
                status.warning(check.hidesTooShortly(visibility, trigger.function()).orElse(null)));
    var delivered =
        new QueueDelivery.Trigger(
            trigger.id(),
            trigger.function(),
            source.batching(),
            filters.compile(FilteredSource.SQS, source.batching().filters()));
    Integer limit = source.maxConcurrency();
    var scaling =
        new PollerScaling(
            limit == null ? limits.maxConcurrency() : limit,
            arn.fifo(),
            source.batching().reportItemFailures());
    Pollers.Opener opener =
        watcher -> {
          QueueSource opened = queue.open();
          var listener = new QueueListeners(new QueueProgress(status), watcher);
          return new Pollers.Poller(
              new QueueDelivery(
                  new WatchedQueue(opened, status), delivered, own.services, listener, own.account),
              opened);
        };
    return new SqsRun(
        queue,
        new Pollers(opener, scaling, trigger.name()),
        limit == null ? null : store.lease(trigger.id(), LEASE),
        status);
  }
}
