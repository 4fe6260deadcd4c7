package dev.tripline.delivery.async;

import dev.tripline.spi.deadletter.DeadLetter;
import dev.tripline.spi.invocation.Attempt;
import dev.tripline.spi.store.OutboxMessage;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The change in the store by which a claimed event's attempt ends.
sealed interface Settlement {

  /// It succeeded.
  record Done(int attempt, Duration duration, List<OutboxMessage> followUps)
      implements Settlement {}

  /// It failed and comes again.
  record RetryLater(Attempt failed, boolean countsAsAttempt, Duration delay) implements Settlement {
    @Nullable String error() {
      return failed.errorMessage() == null ? failed.outcome() : failed.errorMessage();
    }
  }

  /// It is given up.
  record Dead(DeadLetter deadLetter, List<OutboxMessage> followUps) implements Settlement {}
}
