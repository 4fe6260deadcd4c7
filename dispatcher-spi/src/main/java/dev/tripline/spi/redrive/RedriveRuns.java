package dev.tripline.spi.redrive;

import dev.tripline.spi.audit.AuditEntry;
import dev.tripline.spi.deadletter.DeadLetterSummary;
import dev.tripline.spi.invocation.FunctionTarget;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Redrive runs as operators make, see and steer them. Blocking and durable; safe for many threads.
public interface RedriveRuns {

  /// The extent of what is meant, at this moment. Takes time that grows with the letters only for a
  /// filter that asks for more than counters tell, and with those that have an order.
  ///
  /// @param maxRedrives those that were redriven so often or more count as too often
  Extent extent(RedriveScope scope, int maxRedrives);

  /// @param count exact
  /// @param keys the number of order keys among them
  /// @param tooOften those that will be skipped
  /// @param oldest null if there are none
  /// @param newest as well
  /// @param shares by function and trigger, the largest first, at most 100
  record Extent(
      long count,
      long keys,
      long tooOften,
      @Nullable DeadLetterSummary oldest,
      @Nullable DeadLetterSummary newest,
      List<Share> shares) {}

  /// @param triggerId null for those without a trigger
  record Share(String function, @Nullable String triggerId, long count) {}

  /// Makes a run, and the entry about it.
  void create(RedriveRun run, AuditEntry entry);

  Optional<RedriveRun> find(String id);

  /// One page, newest first.
  ///
  /// @param before the id after which the page starts; null for the first page
  List<RedriveRun> page(@Nullable String before, int limit);

  /// Changes the state of a run if it is one of those; `false`, and nothing is done, if it is not.
  boolean change(String id, Set<RedriveRun.State> from, RedriveRun.Step step, AuditEntry entry);

  /// The letters that a run has sent, in the order in which it did.
  ///
  /// @param outcome null for all
  /// @param after the number after which the page starts; 0 for the first page
  List<Letter> letters(String runId, @Nullable Outcome outcome, long after, int limit);

  /// The letters that a run has left as they are because their payload could not be transformed, in the
  /// order of their ids.
  ///
  /// @param after the id after which the page starts; empty for the first page
  List<RedriveWork.Untransformed> untransformed(String runId, String after, int limit);

  /// A letter that was sent.
  ///
  /// @param number counts the letters of the run, from 1
  /// @param letterId its id, by which it is not found any more
  /// @param requestId the id under which the function sees it
  /// @param deadLetterId the letter that it became again; null otherwise
  /// @param transformed whether it was sent with another payload
  record Letter(
      long number,
      String letterId,
      String requestId,
      FunctionTarget function,
      Outcome outcome,
      @Nullable String deadLetterId,
      boolean transformed) {}

  /// What became of a letter.
  enum Outcome {
    PENDING,
    DELIVERED,
    DEAD_AGAIN
  }
}
