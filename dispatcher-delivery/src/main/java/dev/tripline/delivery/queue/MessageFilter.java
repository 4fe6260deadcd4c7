package dev.tripline.delivery.queue;

import dev.tripline.delivery.DeliveryServices;
import dev.tripline.delivery.filter.EventFilter;
import dev.tripline.delivery.ledger.Entry;
import dev.tripline.retry.GiveUpReason;
import dev.tripline.spi.source.Delivery;
import dev.tripline.spi.source.QueueSource;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.Predicate;

/// Settles the messages that no function is given: those that were processed before, those that the
/// filter does not want, those that are too large, and those at the end of a chain of invocations that is
/// stopped.
final class MessageFilter implements BatchCollector.Admission {
  private static final String TOO_LARGE =
      "the message takes more than the 6 MB that a function can be given";
  private final QueueSource source;
  private final Predicate<Delivery> wants;
  private final Predicate<Delivery> tooDeep;
  private final MessageLetters letters;
  private final OpenMessages open;
  private final QueueDelivery.Listener listener;

  MessageFilter(
      QueueSource source,
      Rules rules,
      MessageLetters letters,
      OpenMessages open,
      QueueDelivery.Listener listener) {
    this.source = source;
    this.wants =
        rules.filter().equals(EventFilter.ALL)
            ? _ -> true
            : delivery -> rules.filter().matches(source.toRecord(delivery));
    this.tooDeep = rules.tooDeep();
    this.letters = letters;
    this.open = open;
    this.listener = listener;
  }

  /// The messages that the function may get.
  ///
  /// @param tooDeep those whose chain of invocations is stopped
  record Rules(EventFilter filter, Predicate<Delivery> tooDeep) {}

  @Override
  public List<Delivery> admit(List<Delivery> polled) throws InterruptedException {
    open.received(polled);
    List<Delivery> wanted = new ArrayList<>();
    List<Delivery> known = new ArrayList<>();
    List<Delivery> unwanted = new ArrayList<>();
    List<Delivery> oversized = new ArrayList<>();
    List<Delivery> stopped = new ArrayList<>();
    for (Delivery delivery : polled) {
      if (delivery.settledBefore()) {
        known.add(delivery);
      } else if (!wants.test(delivery)) {
        unwanted.add(delivery);
      } else if (delivery.size() > BatchCollector.MAX_BYTES) {
        oversized.add(delivery);
      } else if (tooDeep.test(delivery)) {
        stopped.add(delivery);
      } else {
        wanted.add(delivery);
      }
    }
    drop(known, Entry.DEDUPLICATED);
    drop(unwanted, Entry.FILTERED);
    refuse(oversized, BatchFailure.REJECTED, TOO_LARGE);
    refuse(stopped, GiveUpReason.RECURSION_LIMIT_EXCEEDED.text(), DeliveryServices.TOO_DEEP);
    open.passOn();
    return wanted;
  }

  private void refuse(List<Delivery> deliveries, String reason, String error)
      throws InterruptedException {
    for (Delivery delivery : deliveries) {
      letters.keep(delivery, new BatchFailure(UUID.randomUUID().toString(), reason, error, null));
    }
    drop(deliveries, Entry.DEAD);
    if (!deliveries.isEmpty()) {
      listener.settled(0, 0, deliveries.size(), error);
    }
  }

  private void drop(List<Delivery> deliveries, Entry entry) throws InterruptedException {
    if (!deliveries.isEmpty()) {
      open.end(entry, deliveries);
      source.acknowledge(deliveries);
    }
  }
}
