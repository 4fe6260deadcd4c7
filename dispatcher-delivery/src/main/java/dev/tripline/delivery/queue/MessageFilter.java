package dev.tripline.delivery.queue;

import dev.tripline.delivery.filter.EventFilter;
import dev.tripline.delivery.ledger.Entry;
import dev.tripline.spi.source.Delivery;
import dev.tripline.spi.source.QueueSource;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.Predicate;

/// Settles the messages that no function is given: those that were processed before, those that the
/// filter does not want, and those that are too large.
final class MessageFilter implements BatchCollector.Admission {
  private static final String TOO_LARGE =
      "the message takes more than the 6 MB that a function can be given";

  private final QueueSource source;
  private final Predicate<Delivery> wants;
  private final MessageLetters letters;
  private final OpenMessages open;
  private final QueueDelivery.Listener listener;

  MessageFilter(
      QueueSource source,
      EventFilter filter,
      MessageLetters letters,
      OpenMessages open,
      QueueDelivery.Listener listener) {
    this.source = source;
    this.wants =
        filter.equals(EventFilter.ALL)
            ? _ -> true
            : delivery -> filter.matches(source.toRecord(delivery));
    this.letters = letters;
    this.open = open;
    this.listener = listener;
  }

  @Override
  public List<Delivery> admit(List<Delivery> polled) throws InterruptedException {
    open.received(polled);
    List<Delivery> wanted = new ArrayList<>();
    List<Delivery> known = new ArrayList<>();
    List<Delivery> unwanted = new ArrayList<>();
    List<Delivery> oversized = new ArrayList<>();
    for (Delivery delivery : polled) {
      if (delivery.settledBefore()) {
        known.add(delivery);
      } else if (!wants.test(delivery)) {
        unwanted.add(delivery);
      } else if (delivery.size() > BatchCollector.MAX_BYTES) {
        oversized.add(delivery);
      } else {
        wanted.add(delivery);
      }
    }
    for (Delivery delivery : oversized) {
      letters.keep(
          delivery,
          new BatchFailure(UUID.randomUUID().toString(), BatchFailure.REJECTED, TOO_LARGE, null));
    }
    drop(known, Entry.DEDUPLICATED);
    drop(unwanted, Entry.FILTERED);
    drop(oversized, Entry.DEAD);
    if (!oversized.isEmpty()) {
      listener.settled(0, 0, oversized.size(), TOO_LARGE);
    }
    open.passOn();
    return wanted;
  }

  private void drop(List<Delivery> deliveries, Entry entry) throws InterruptedException {
    if (!deliveries.isEmpty()) {
      open.end(entry, deliveries);
      source.acknowledge(deliveries);
    }
  }
}
