package dev.tripline.delivery.stream;

import dev.tripline.spi.audit.Actor;
import dev.tripline.spi.deadletter.DeadLetter;
import dev.tripline.spi.deadletter.DeadLetterStore;
import dev.tripline.spi.store.OutboxMessage;
import java.util.ArrayList;
import java.util.List;

/// Keeps dead letters in memory.
final class KeptRecords implements DeadLetterStore {
  private final List<DeadLetter> kept = new ArrayList<>();
  private final List<OutboxMessage> announced = new ArrayList<>();
  private int failures;

  /// The store is out of reach so many times.
  synchronized void fail(int times) {
    failures = times;
  }

  @Override
  public synchronized void add(List<DeadLetter> letters, List<OutboxMessage> followUps) {
    if (failures > 0) {
      failures--;
      throw new IllegalStateException("the store is broken");
    }
    for (DeadLetter letter : letters) {
      if (kept.stream().noneMatch(known -> known.id().equals(letter.id()))) {
        kept.add(letter);
      }
    }
    announced.addAll(followUps);
  }

  synchronized List<DeadLetter> kept() {
    return List.copyOf(kept);
  }

  synchronized List<OutboxMessage> announced() {
    return List.copyOf(announced);
  }

  /// The bodies of the records that were kept, and why.
  synchronized List<String> told() {
    return kept.stream()
        .map(letter ->
            letter.reason() + " " + String.join(",", StreamScenario.bodies(letter.payload())))
        .toList();
  }

  @Override
  public boolean redrive(String id, String requestId, Actor actor) {
    return false;
  }

  @Override
  public synchronized boolean discard(String id, Actor actor, String reason) {
    return kept.removeIf(letter -> letter.id().equals(id));
  }
}
