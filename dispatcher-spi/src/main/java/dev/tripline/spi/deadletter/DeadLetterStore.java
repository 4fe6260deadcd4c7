package dev.tripline.spi.deadletter;

import dev.tripline.spi.audit.Actor;
import dev.tripline.spi.store.OutboxMessage;
import java.util.List;

/// Dead letters, kept until somebody redrives or discards them. Operators look at them through
/// [DeadLetterQueries]. Blocking; safe for many threads.
public interface DeadLetterStore {

  /// Keeps dead letters that did not come from the invocation queue (a given-up batch of a queue or
  /// stream, one a record), and puts the messages about them into the outbox, in one transaction.
  /// Returns after the commit; the source may be settled then. The same id twice is one.
  void add(List<DeadLetter> deadLetters, List<OutboxMessage> followUps);

  /// Removes the dead letter and enqueues its payload, unclaimed and due now, with the redrive count
  /// raised, and records the actor in the audit, in one transaction. Answers `false`, and does
  /// nothing, if it is not there (any more).
  ///
  /// @param requestId the id of the new invocation
  boolean redrive(String id, String requestId, Actor actor);

  /// Removes the dead letter and records actor and reason in the audit. `false` if it is not there.
  boolean discard(String id, Actor actor, String reason);
}
