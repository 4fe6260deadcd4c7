package dev.tripline.delivery.queue;

import dev.tripline.delivery.ledger.Entry;
import dev.tripline.delivery.ledger.TriggerLedger;
import dev.tripline.spi.source.Delivery;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;

/// The messages that are with the function or being settled, and the ledger in which their ends are
/// counted. For one thread; [#size] may be asked by others.
final class OpenMessages {
  private final TriggerLedger ledger;
  private volatile List<Delivery> open = List.of();

  OpenMessages(TriggerLedger ledger) {
    this.ledger = ledger;
  }

  int size() {
    return open.size();
  }

  void received(List<Delivery> deliveries) {
    ledger.count(Entry.RECEIVED, deliveries.size());
    open = List.copyOf(deliveries);
  }

  /// They are no longer looked at here.
  void passOn() {
    open = List.of();
  }

  void begin(List<Delivery> batch) {
    open = List.copyOf(batch);
  }

  void end(Entry entry, Collection<Delivery> deliveries) {
    if (deliveries.isEmpty()) {
      return;
    }
    ledger.count(entry, deliveries.size());
    if (deliveries.size() == open.size()) {
      open = List.of();
      return;
    }
    Set<Object> ended = Collections.newSetFromMap(new IdentityHashMap<>());
    for (Delivery delivery : deliveries) {
      ended.add(delivery.handle());
    }
    List<Delivery> rest = new ArrayList<>();
    for (Delivery delivery : open) {
      if (!ended.contains(delivery.handle())) {
        rest.add(delivery);
      }
    }
    open = List.copyOf(rest);
  }

  /// The open messages come again from the queue.
  ///
  /// @param others messages that are held elsewhere and come again too
  void abandon(int others) {
    int all = open.size() + others;
    open = List.of();
    if (all > 0) {
      ledger.count(Entry.RETURNED, all);
    }
  }
}
