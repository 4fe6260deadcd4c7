package dev.tripline.dispatcher.bus;

import dev.tripline.delivery.bus.BusEvent;
import dev.tripline.delivery.ledger.Entry;
import dev.tripline.delivery.ledger.Ledger;
import dev.tripline.dispatcher.trigger.Trigger;
import dev.tripline.retry.TimeOrderedId;
import dev.tripline.spi.deadletter.DeadLetter;
import dev.tripline.spi.deadletter.DeadLetterStore;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/// Keeps events for which a subscriber's function could be given no input as dead letters. Blocking; safe
/// for many threads.
///
/// @param letters where they are kept
/// @param ledger counts them
record UnusableInputs(DeadLetterStore letters, Ledger ledger) {
  static final String REASON = "InputTooLarge";

  /// Returns after the commit.
  void keep(Trigger trigger, BusEvent event, String error, Instant now) {
    String id = TimeOrderedId.at(now);
    DeadLetter letter =
        new DeadLetter(
            id,
            UUID.randomUUID().toString(),
            trigger.function(),
            trigger.id(),
            REASON,
            error,
            event.bytes(),
            null,
            List.of(),
            now,
            now,
            0);
    ledger.account(trigger.id(), trigger.name()).count(Entry.RECEIVED, 1);
    letters.addGivenUp(trigger.id(), DeadLetterStore.End.DEAD, List.of(letter), List.of());
  }
}
