package dev.tripline.store.due;

import java.time.InstantSource;

/// The due time from which live entries of an index may be expected. Behind it lie entries of rows
/// that are gone: as long as somebody has an old snapshot open the database cannot remove them, and a
/// look from the beginning walks them all. An entry that was committed behind the mark is found by
/// the next full look. Safe for many threads.
public final class DueMark {
  /// A transaction that takes longer than this from its first statement to its commit may leave its
  /// entries behind the mark.
  static final long SLACK_MILLIS = 2_000;

  private final InstantSource clock;
  private final FullLooks fullLooks = new FullLooks();
  private long from;

  /// @param clock the store's time
  public DueMark(InstantSource clock) {
    this.clock = clock;
  }

  /// @param since the lowest due time to look at
  /// @param at the time of the look, in milliseconds of the store's clock
  /// @param begun of [System#nanoTime]
  public record Look(long since, long at, boolean full, long begun) {}

  /// Begins a look; [#ended] follows.
  public synchronized Look begin() {
    boolean full = fullLooks.isDue();
    return new Look(full ? 0 : from, clock.millis(), full, System.nanoTime());
  }

  /// @param more whether there may be more than the look has taken
  /// @param lastDue the highest due time that it has taken, if there is more
  public synchronized void ended(Look look, boolean more, long lastDue) {
    from = more ? lastDue : look.at() - SLACK_MILLIS;
    if (look.full()) {
      fullLooks.took(look.begun());
    }
  }

  /// Entries may have come back behind the mark.
  public void forget() {
    fullLooks.beginAgain();
  }
}
