package dev.tripline.spi.store;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Dead letters, kept until somebody redrives or discards them. Blocking; safe for many threads.
public interface DeadLetterStore {

  /// Keeps a dead letter that did not come from the invocation queue (a given-up batch of a queue or
  /// stream). Returns after the commit; the source may be settled then. The same id twice is one.
  default void add(DeadLetter deadLetter) {
    add(List.of(deadLetter), List.of());
  }

  /// Keeps the dead letters of a given-up batch, one a record, and puts what is told about them into
  /// the outbox, in one transaction. Otherwise like [#add(DeadLetter)].
  void add(List<DeadLetter> deadLetters, List<OutboxMessage> followUps);

  Optional<DeadLetter> find(String id);

  /// One page, newest first.
  ///
  /// @param before the id after which the page starts; null for the first page
  List<DeadLetter> page(Filter filter, @Nullable String before, int limit);

  /// Removes the dead letter and enqueues its payload, unclaimed and due now, with the redrive count
  /// raised, in one transaction. Answers `false`, and does nothing, if it is not there (any more).
  ///
  /// @param requestId the id of the new invocation
  boolean redrive(String id, String requestId);

  /// Removes the dead letter and records who discarded it and why. `false` if it is not there.
  boolean discard(String id, String reason);

  /// Which dead letters to show; a null matches all.
  ///
  /// @param from inclusive
  /// @param to exclusive
  record Filter(
      @Nullable String functionName,
      @Nullable String triggerId,
      @Nullable String reason,
      @Nullable Instant from,
      @Nullable Instant to) {
    public static final Filter ALL = new Filter(null, null, null, null, null);
  }
}
