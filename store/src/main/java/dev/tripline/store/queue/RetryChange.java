package dev.tripline.store.queue;

import dev.tripline.spi.invocation.Attempt;
import dev.tripline.spi.store.ClaimedInvocation;
import dev.tripline.store.engine.Change;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// A failed invocation on its way back into the queue.
final class RetryChange extends Change<Boolean> {
  final long sequence;
  final long token;
  final long delayMillis;
  final String attempts;
  final int counted;
  final int notRunStreak;

  /// @param attempts as they are to be stored
  RetryChange(
      Kind<RetryChange> kind,
      ClaimedInvocation claim,
      String attempts,
      boolean counts,
      Duration delay) {
    super(kind);
    this.sequence = claim.sequence();
    this.token = claim.token();
    this.delayMillis = delay.toMillis();
    this.attempts = attempts;
    this.counted = claim.countedAttempts() + (counts ? 1 : 0);
    this.notRunStreak = counts ? 0 : claim.notRunStreak() + 1;
  }

  /// A throttled event may be tried hundreds of times: of a row of tries that did not run only the
  /// last one is kept.
  static List<Attempt> remember(ClaimedInvocation claim, Attempt failed, boolean counts) {
    List<Attempt> attempts = new ArrayList<>(claim.attempts());
    if (!counts && claim.notRunStreak() > 0 && !attempts.isEmpty()) {
      attempts.removeLast();
    }
    attempts.add(failed);
    return attempts;
  }
}
