package dev.tripline.retry.batch;

import dev.tripline.spi.invocation.Outcome;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The result of one try to run a function with a batch of a stream.
public sealed interface BatchOutcome {

  /// All records are done.
  record Succeeded() implements BatchOutcome {}

  /// The function answered that it stopped at a record: those before it are done.
  ///
  /// @param index of the first record that is not done, from 0
  record StoppedAt(int index) implements BatchOutcome {}

  /// The function failed, or its answer is not understood: nothing is known to be done.
  record Failed(String why) implements BatchOutcome {}

  /// The function did not run: throttled, unreachable, missing. Costs no attempt.
  ///
  /// @param retryAfter when capacity is expected again, if known
  record NotRun(String why, @Nullable Duration retryAfter) implements BatchOutcome {}

  /// In words; null if all records are done.
  default @Nullable String error() {
    return switch (this) {
      case Succeeded() -> null;
      case StoppedAt(int index) ->
          "the function reported record " + (index + 1) + " of its batch as failed";
      case Failed(String why) -> why;
      case NotRun(String why, _) -> why;
    };
  }

  /// Reads an outcome by the rules of [BatchAnswer]. If the answer names several records, the first in
  /// the batch's order counts: the lowest returned sequence number is the checkpoint.
  ///
  /// @param reporting whether the answer says where the function stopped
  /// @param ids of the batch, in its order
  static BatchOutcome of(Outcome outcome, boolean reporting, String shard, List<String> ids) {
    return switch (outcome) {
      case Outcome.Succeeded(byte[] answer) ->
          switch (BatchAnswer.read(answer, reporting, shard, ids)) {
            case BatchAnswer.AllSucceeded() -> new Succeeded();
            case BatchAnswer.AllFailed(String why) -> new Failed(why);
            case BatchAnswer.SomeFailed(Set<String> failed) -> new StoppedAt(first(ids, failed));
          };
      case Outcome.Failed failed -> new Failed(text(failed));
      case Outcome.Throttled(String reason, Duration retryAfter) ->
          new NotRun("throttled: " + reason, retryAfter);
      case Outcome.Unreachable(String detail) -> new NotRun("unreachable: " + detail, null);
    };
  }

  private static int first(List<String> ids, Set<String> failed) {
    int index = 0;
    while (!failed.contains(ids.get(index))) {
      index++;
    }
    return index;
  }

  private static String text(Outcome.Failed failed) {
    String name = failed.name();
    String type = failed.errorType() == null ? name : failed.errorType();
    return failed.errorMessage() == null ? type : type + ": " + failed.errorMessage();
  }
}
