package dev.tripline.runtime.api;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Tells the log what a worker's Runtime API refuses: the first of a kind, and whenever their number has
/// doubled, so that nobody fills the log with them. Safe for many threads.
final class Refusals {
  private static final Logger LOG = LoggerFactory.getLogger(Refusals.class);

  private final long worker;
  private final Map<Kind, Integer> numbers = new ConcurrentHashMap<>();

  Refusals(long worker) {
    this.worker = worker;
  }

  enum Kind {
    ANOTHERS("a connection of another process"),
    TOO_MANY("a connection beyond the most that it may have"),
    MALFORMED("what is no request"),
    SECOND_ASKER("to wait for work on a second connection");

    private final String text;

    Kind(String text) {
      this.text = text;
    }
  }

  /// @param detail fit for a log; empty for none
  /// @return whether the log has it
  boolean tell(Kind kind, String detail) {
    int number = numbers.merge(kind, 1, Integer::sum);
    boolean told = Integer.bitCount(number) == 1;
    if (told) {
      LOG.warn(
          "The Runtime API of worker {} refuses {}{}{}: {} so far",
          worker,
          kind.text,
          detail.isEmpty() ? "" : ": ",
          detail,
          number);
    }
    return told;
  }
}
