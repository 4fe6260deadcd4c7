package dev.tripline.spi.store;

import java.time.Duration;
import java.util.List;

/// Messages that wait to be sent to destinations. Written by [InvocationQueue]; sent at least once.
/// Blocking; safe for many threads; fenced like the queue.
public interface Outbox {

  /// Claims up to `limit` messages that are due.
  List<Claimed> claimDue(int limit);

  /// The destination has confirmed it: the message leaves the outbox.
  boolean sent(Claimed message);

  /// Not now: due again after `delay`.
  boolean retryLater(Claimed message, String error, Duration delay);

  /// Given up: kept, with its last error, but no longer tried. Operators see it.
  boolean giveUp(Claimed message, String error);

  /// Messages that were given up, newest first, at most `limit`.
  List<GivenUp> givenUp(int limit);

  /// The number of messages that wait for their first or next try, counted up to [#COUNTED].
  long waiting();

  /// So many waiting messages are counted at most.
  int COUNTED = 100_000;

  /// @param tries the number of times that sending it has failed
  record GivenUp(OutboxMessage message, int tries, String lastError) {}

  /// @param tries the number of times that sending it has failed so far
  record Claimed(OutboxMessage message, long sequence, long token, int tries) {}
}
