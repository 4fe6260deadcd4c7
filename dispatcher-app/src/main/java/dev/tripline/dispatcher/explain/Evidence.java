package dev.tripline.dispatcher.explain;

import dev.tripline.dispatcher.delivery.invocation.InvocationStep;
import dev.tripline.retry.RetryRules;
import dev.tripline.spi.audit.AuditLog;
import dev.tripline.spi.deadletter.DeadLetter;
import dev.tripline.spi.deadletter.DeadLetterSummary;
import dev.tripline.store.deadletter.RedriveOrigins;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// All that is kept of an event or a batch.
///
/// @param steps in their order
/// @param everything the steps, with what happened beside
/// @param letters the dead letters that are still there, the newest first
/// @param ends the changes that operators made to dead letters of it, by the id of the letter, newest first
/// @param origin the dead letter that it was made of by a redrive
/// @param triggerId null if no trigger brought it
/// @param triggerName null if it came from none, or from one that is gone
/// @param rules of its function; null if that is gone, or if it was no asynchronous invocation
/// @param keysKept how long deduplication keys are known
record Evidence(
    String requestId,
    List<InvocationStep> steps,
    List<InvocationStep> everything,
    Letters letters,
    Map<String, List<AuditLog.Recorded>> ends,
    Optional<RedriveOrigins.Origin> origin,
    @Nullable String triggerId,
    @Nullable String triggerName,
    @Nullable RetryRules rules,
    Duration keysKept) {

  /// @param more whether there are more than these
  /// @param whole the first of them, where no step tells its story; null otherwise
  record Letters(List<DeadLetterSummary> some, boolean more, @Nullable DeadLetter whole) {
    static final Letters NONE = new Letters(List.of(), false, null);

    boolean isEmpty() {
      return some.isEmpty();
    }

    DeadLetterSummary first() {
      return some.getFirst();
    }

    List<String> ids() {
      return some.stream().map(DeadLetterSummary::id).toList();
    }
  }
}
