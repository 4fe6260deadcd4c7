package dev.tripline.spi.redrive;

import dev.tripline.spi.audit.Actor;
import dev.tripline.spi.audit.AuditEntry;
import dev.tripline.spi.deadletter.DeadLetterSummary;
import dev.tripline.spi.invocation.FunctionTarget;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Redrive runs as the one node carries them out that has claimed them. A claim lasts as long as the
/// node's lease; each change carries its token and is refused when another node has claimed the run since.
/// Blocking and durable; safe for many threads.
public interface RedriveWork {

  /// Claims the runs that go on or wait for outcomes and that no other living node has.
  List<Claim> claim();

  /// @param token the fencing token, raised at every claim
  record Claim(RedriveRun run, long token) {

    public Claim at(RedriveRun now) {
      return new Claim(now, token);
    }
  }

  /// The letters that come next, in the order of their ids; of those with the same order key, all of
  /// the same millisecond as one of these come with it, so that each key is in order.
  Chunk next(RedriveScope scope, String after, int limit);

  /// @param letters in the order in which they are to be moved
  /// @param end the last id of those that were asked for: the run goes on behind it
  record Chunk(List<DeadLetterSummary> letters, String end) {}

  /// Moves letters back into the queue and notes them, and how far the run is, in one transaction. Those
  /// whose payload cannot be decrypted stay, and are noted as untransformed.
  ///
  /// @return the run as it is now; empty, and nothing is done, if it does not go on or another node has it
  Optional<RedriveRun> move(Claim claim, Batch batch);

  /// @param letters in their order
  /// @param position the last letter that was looked at
  /// @param skipped those that were looked at and stay, without the untransformed
  /// @param target the function that gets them; null for that of each letter
  /// @param untransformed those that stay because their payload could not be transformed
  /// @param actor on whose behalf
  record Batch(
      List<Move> letters,
      String position,
      int skipped,
      List<Untransformed> untransformed,
      @Nullable FunctionTarget target,
      Actor actor) {}

  /// @param requestId the id of the new invocation
  /// @param payload in place of the letter's own; null for that
  record Move(String letterId, String requestId, byte @Nullable [] payload) {}

  /// @param reason for people
  record Untransformed(String letterId, String reason) {}

  /// Looks at what became of the letters that were sent, and counts it.
  ///
  /// @return the run as it is now; empty if another node has it
  Optional<Outcomes> settle(Claim claim);

  /// @param failing those on their way that have failed at least once, or could not be run
  record Outcomes(RedriveRun run, long failing) {}

  /// Changes the state or the rate of a run that goes on.
  ///
  /// @param entry about it; null for none
  /// @return the run as it is now; empty, and nothing is done, if it does not go on or another node has it
  Optional<RedriveRun> turn(
      Claim claim, RedriveRun.Step step, double rate, @Nullable AuditEntry entry);
}
