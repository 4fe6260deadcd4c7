package dev.tripline.spi.store;

import dev.tripline.spi.deadletter.DeadLetter;
import dev.tripline.spi.invocation.Attempt;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/// The durable queue of asynchronous invocations (rules R1 to R4 of the reliability rules).
///
/// All methods block until their change is durable, may be called by many threads at once, and share
/// commits with each other. Each change of a claimed invocation carries the claim's fencing token and
/// is refused (answer `false`) when another node has taken the invocation over since.
///
/// Invocations of one group ([NewInvocation#orderKey()]) are due one after the other, in the order in which
/// they were accepted: the first until it leaves the queue, completed or as a dead letter, the others not
/// before that.
///
/// Due times and leases are measured by the store's own clock.
public interface InvocationQueue {

  /// Accepts one invocation and claims it for this node, so that it can be delivered from memory
  /// without being read back. Returns after the commit. An invocation whose
  /// [NewInvocation#dedupKey()] was accepted before is not accepted again: the answer is then
  /// [Enqueued.Duplicate].
  ///
  /// @param claim `true` to claim it at once; `false` leaves it in the store, due now, for any node
  /// @throws StoreFullException when the store refuses more work; nothing was accepted
  Enqueued enqueue(NewInvocation invocation, boolean claim);

  /// As [#enqueue], for invocations that belong together: either all of them are accepted, by one
  /// commit, or none is. Of equal deduplication keys among them, the first is accepted.
  ///
  /// @param offers at least one
  /// @return the answers, in the order of the offers
  /// @throws StoreFullException as [#enqueue]
  List<Enqueued> enqueueTogether(List<Offer> offers);

  /// An invocation that is offered with others.
  ///
  /// @param claim as of [#enqueue]
  record Offer(NewInvocation invocation, boolean claim) {}

  /// Names of functions which have invocations that are due and unclaimed, of tenants or not, at most
  /// `limit`.
  List<String> functionsWithDueWork(int limit);

  /// Claims up to `limit` due invocations of one function, oldest due time first; of those that belong to
  /// tenants, all tenants in turn, whatever waits of each.
  ///
  /// @param without tenants of which nothing is claimed
  List<ClaimedInvocation> claimDue(String functionName, int limit, Set<String> without);

  /// Done with it: the invocation leaves the queue, and what follows from it (records to
  /// destinations) enters the outbox in the same transaction.
  boolean complete(ClaimedInvocation claim, List<OutboxMessage> followUps);

  /// Not now: the invocation becomes due again after `delay` and is no longer claimed.
  ///
  /// @param failed the attempt to remember
  /// @param countsAsAttempt false for throttles and unreachable functions
  boolean retryLater(
      ClaimedInvocation claim, Attempt failed, boolean countsAsAttempt, Duration delay);

  /// Given up: the invocation becomes a dead letter, with full payload and every attempt, in the same
  /// transaction in which it leaves the queue (rule R5).
  boolean deadLetter(ClaimedInvocation claim, DeadLetter deadLetter, List<OutboxMessage> followUps);
}
