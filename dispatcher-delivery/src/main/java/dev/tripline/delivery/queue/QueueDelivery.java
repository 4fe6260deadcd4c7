package dev.tripline.delivery.queue;

import dev.tripline.delivery.DeliveryServices;
import dev.tripline.delivery.filter.EventFilter;
import dev.tripline.delivery.ledger.TriggerLedger;
import dev.tripline.retry.Backoff;
import dev.tripline.spi.invocation.FunctionTarget;
import dev.tripline.spi.invocation.InvocationRequest;
import dev.tripline.spi.invocation.InvocationResult;
import dev.tripline.spi.invocation.Origin;
import dev.tripline.spi.invocation.Outcome;
import dev.tripline.spi.invocation.Trace;
import dev.tripline.spi.invocation.UnknownFunctionException;
import dev.tripline.spi.source.Delivery;
import dev.tripline.spi.source.QueueSource;
import dev.tripline.spi.source.SourceUnavailableException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Hands the messages of a queue to a function, batch by batch, and settles them by what it answers.
///
/// A batch is invoked synchronously. While the function is throttled, out of reach or missing, its
/// batch waits here, with growing pauses, and costs no attempt; only this source is slowed down. A
/// message that failed is given back to the queue with a delay until its attempts are used up, and is
/// acknowledged only after the commit that keeps it as a dead letter. A message that would be given up
/// because its batch failed is tried once more alone before: it may not be the one that fails. Messages
/// of the same group that have not been handed to the function do not overtake one that failed: they come
/// again behind it.
///
/// [#run()] belongs to one thread, which also polls and settles the source.
public final class QueueDelivery {
  private static final Logger log = LoggerFactory.getLogger(QueueDelivery.class);
  private static final Backoff NOT_RUN =
      new Backoff(Duration.ofSeconds(1), 2, Duration.ofMinutes(5), 0.2);

  private final QueueSource source;
  private final Trigger trigger;
  private final DeliveryServices services;
  private final Listener listener;
  private final TriggerLedger ledger;
  private final OpenMessages open;
  private final BatchCollector collector;
  private final BatchSettler settler;
  private final CountDownLatch stopped = new CountDownLatch(1);
  private volatile boolean finishing;
  private boolean givenUp;

  /// @param ledger of the trigger
  public QueueDelivery(
      QueueSource source,
      Trigger trigger,
      DeliveryServices services,
      Listener listener,
      TriggerLedger ledger) {
    this.source = source;
    this.trigger = trigger;
    this.services = services;
    this.listener = listener;
    this.ledger = ledger;
    this.open = new OpenMessages(ledger);
    var letters = new MessageLetters(source, trigger, services);
    this.collector =
        new BatchCollector(
            source,
            new MessageFilter(
                source,
                new MessageFilter.Rules(
                    trigger.filter(),
                    delivery -> services.stops(trigger.function(), delivery.depth())),
                letters,
                open,
                listener),
            trigger.settings()::lastTry,
            trigger.settings().batchSize(),
            trigger.settings().window());
    this.settler = new BatchSettler(source, trigger, services, letters, open);
  }

  /// The trigger whose queue is delivered.
  ///
  /// @param filter lets in the messages that the function gets; [EventFilter#ALL] costs nothing
  public record Trigger(
      String id, FunctionTarget function, QueueSettings settings, EventFilter filter) {}

  /// Called with the delivery's progress, on the delivering thread.
  public interface Listener {
    /// The queue is polled from now on.
    void began();

    /// A batch is with the function, or waits for it.
    ///
    /// @param full whether no more messages fitted in
    void started(List<Delivery> batch, boolean full);

    /// The function could not be run; it is asked again after the delay.
    void waiting(String why, Duration delay);

    /// The batch is settled.
    ///
    /// @param error why some failed; null if none did
    void settled(int succeeded, int retried, int deadLettered, @Nullable String error);

    /// The queue is not polled any more.
    void ended();
  }

  /// Runs until [#stop()], [#retire()] or an interrupt.
  ///
  /// @throws SourceUnavailableException when the queue is out of reach; nothing is lost. Make a new
  ///     delivery after a while; the source may be used again
  public void run() throws InterruptedException {
    try (TriggerLedger.Holding _ = ledger.inFlight(() -> collector.held() + open.size())) {
      listener.began();
      try {
        while (!givenUp && !(finishing && collector.held() == 0 && !source.finish())) {
          runOnce();
        }
      } finally {
        open.abandon(collector.clear());
        listener.ended();
      }
    }
  }

  /// One batch, if one arrives within a while.
  void runOnce() throws InterruptedException {
    BatchCollector.Batch collected = collector.next(() -> finishing);
    List<Delivery> batch = collected.messages();
    if (batch.isEmpty()) {
      return;
    }
    open.begin(batch);
    listener.started(batch, collected.full());
    String requestId = UUID.randomUUID().toString();
    InvocationResult result = invoke(batch, requestId);
    if (result == null) {
      givenUp = true;
      return;
    }
    if (finishing) {
      // Before room is made for more messages.
      source.finish();
    }
    BatchSettler.Settled settled = settler.settle(batch, requestId, result);
    int failed = settled.failed().size();
    listener.settled(
        batch.size() - failed,
        failed - settled.deadLettered(),
        settled.deadLettered(),
        failed == 0 ? null : settled.failure().error());
    holdGroupsBack(settled.failed());
  }

  private void holdGroupsBack(List<Delivery> failed) throws InterruptedException {
    Set<String> groups = new HashSet<>();
    for (Delivery delivery : failed) {
      if (delivery.group() != null) {
        groups.add(delivery.group());
      }
    }
    if (!groups.isEmpty()) {
      List<Delivery> behind = collector.withdraw(groups);
      if (!behind.isEmpty()) {
        settler.withdraw(behind);
      }
    }
  }

  /// Asks the queue for no more, but delivers what is on its way: a queue hands a message to the reader
  /// that asked, also when it no longer listens, and counts that. Where the function has to be waited for,
  /// the messages are given back instead. Does not wait.
  public void stop() {
    finishing = true;
    stopped.countDown();
  }

  /// As [#stop], but the function is waited for. Does not wait.
  public void retire() {
    finishing = true;
  }

  /// Null if it was stopped before the function ran.
  private @Nullable InvocationResult invoke(List<Delivery> batch, String requestId)
      throws InterruptedException {
    var request =
        new InvocationRequest(
                requestId,
                trigger.function(),
                source.toPayload(batch),
                batch.stream().mapToInt(Delivery::attempt).max().orElse(1),
                false,
                null,
                depth(batch))
            .from(Origin.UNKNOWN.in(Trace.ofBatch(batch, Delivery::trace)));
    for (int refusals = 1; ; refusals++) {
      String why;
      Duration delay = NOT_RUN.delay(refusals, ThreadLocalRandom.current().nextDouble());
      try {
        InvocationResult result = services.functions().invoke(request);
        switch (result.outcome()) {
          case Outcome.Succeeded _, Outcome.Failed _ -> {
            return result;
          }
          case Outcome.Throttled throttled -> {
            why = "throttled: " + throttled.reason();
            if (throttled.retryAfter() != null) {
              delay = throttled.retryAfter();
            }
          }
          case Outcome.Unreachable(String detail) -> why = "unreachable: " + detail;
        }
      } catch (UnknownFunctionException e) {
        why = String.valueOf(e.getMessage());
      }
      log.info(
          "A batch of {} messages waits {} for {}: {}",
          batch.size(),
          delay,
          trigger.function(),
          why);
      listener.waiting(why, delay);
      if (stopped.await(delay.toMillis(), TimeUnit.MILLISECONDS)) {
        return null;
      }
    }
  }

  /// Of the message with the most invocations before it. A function that may recurse starts anew.
  private int depth(List<Delivery> batch) {
    int depth = batch.stream().mapToInt(Delivery::depth).max().orElse(0);
    return depth > 0 && services.recursive().test(trigger.function()) ? 0 : depth;
  }

  /// The identifiers of a batch, in its order.
  static List<String> ids(List<Delivery> batch) {
    List<String> ids = new ArrayList<>();
    for (Delivery delivery : batch) {
      ids.add(delivery.id());
    }
    return ids;
  }
}
