package dev.tripline.spi.deadletter;

import dev.tripline.spi.audit.Actor;
import dev.tripline.spi.audit.AuditEntry;
import dev.tripline.spi.invocation.FunctionTarget;
import dev.tripline.spi.store.OutboxMessage;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Dead letters, kept until somebody redrives or discards them or their time is over. Operators look at
/// them through [DeadLetterQueries]. Blocking; safe for many threads.
public interface DeadLetterStore {

  /// Keeps dead letters that did not come from the invocation queue (a given-up batch of a queue or
  /// stream, one a record), and puts the messages about them into the outbox, in one transaction.
  /// Returns after the commit; the source may be settled then. The same id twice is one.
  void add(List<DeadLetter> deadLetters, List<OutboxMessage> followUps);

  /// As [#add], of records that a trigger has read and given up. They are counted in the trigger's ledger
  /// in the same transaction: those whose letter is there already were given up before, and read again.
  ///
  /// @return the number of those that were not there before
  int addGivenUp(
      String triggerId, End end, List<DeadLetter> deadLetters, List<OutboxMessage> followUps);

  /// The way in which records were given up.
  enum End {
    DEAD,
    /// Because of their age.
    EXPIRED
  }

  /// Removes the dead letter and enqueues its payload, unclaimed and due now, with the redrive count
  /// raised, and records the actor in the audit, in one transaction. Answers `false`, and does
  /// nothing, if it is not there (any more).
  ///
  /// @param requestId the id of the new invocation
  /// @throws UnreadableLetterException if its payload cannot be decrypted
  boolean redrive(String id, String requestId, Actor actor);

  /// As [#redrive], with another payload: the letter stays until the new invocation is accepted in the
  /// same transaction. The audit names a digest of both payloads.
  ///
  /// @throws UnreadableLetterException if its own payload cannot be decrypted
  boolean resend(String id, Resend resend, Actor actor);

  /// A dead letter's event as it is sent again.
  ///
  /// @param requestId the id of the new invocation
  /// @param payload in place of the letter's own
  /// @param target the function that gets it; null for the letter's own
  /// @param reason for the audit
  record Resend(String requestId, byte[] payload, @Nullable FunctionTarget target, String reason) {}

  /// Removes the dead letter and records actor and reason in the audit. `false` if it is not there.
  boolean discard(String id, Actor actor, String reason);

  /// As [#discard], of several in one transaction.
  ///
  /// @return the number of those that were there
  int discardAll(List<String> ids, Actor actor, String reason);

  /// Removes those that have been kept for their time, but for letters of records that wait behind a parked
  /// key, and records their number in the audit as one entry, in one transaction.
  ///
  /// @param of that they are of, as the audit names it
  /// @return the number of those that were there
  int expire(List<String> ids, AuditEntry.Target of);
}
