package dev.tripline.spi.deadletter;

import dev.tripline.spi.invocation.FunctionTarget;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Dead letters of one function and version with the same error, and the operators' work on them.
///
/// @param id 32 hexadecimal digits; the same for the same function, version and error
/// @param function with the version or alias that was asked for. Of [#other] without one
/// @param errorType the class of the last attempt's error, or else the reason of the letter; empty for
///     [#other]
/// @param message the error's message with `<n>`, `<id>` and the like in place of what differs from letter
///     to letter; may be empty
/// @param other whether it takes in the letters for which the function has no class left
/// @param stateSince when the state was reached
/// @param snoozedUntil of a snoozed class only
/// @param firstSeen the time of death of its first letter
/// @param lastSeen the time of death of its last letter
/// @param alive how many letters there are now; exact
/// @param total how many there ever were; exact
/// @param trend how many came in each of the last 24 hours, as clocks strike them in UTC; the present hour
///     stands last
public record DeadLetterClass(
    String id,
    FunctionTarget function,
    String errorType,
    String message,
    boolean other,
    State state,
    Instant stateSince,
    @Nullable Instant snoozedUntil,
    @Nullable String assignee,
    @Nullable String note,
    Instant firstSeen,
    Instant lastSeen,
    long alive,
    long total,
    List<Long> trend) {
  /// The hours that a trend tells of.
  public static final int HOURS = 24;

  public DeadLetterClass {
    trend = List.copyOf(trend);
  }

  /// The state of the operators' work. A new letter opens a resolved class again and changes nothing in the
  /// other states.
  public enum State {
    /// Nobody has said anything about it, or a snooze is over.
    OPEN,
    /// Somebody knows.
    ACKNOWLEDGED,
    /// Somebody will look at it later.
    SNOOZED,
    /// There was no new letter for a while. Those that are there stay.
    RESOLVED
  }
}
