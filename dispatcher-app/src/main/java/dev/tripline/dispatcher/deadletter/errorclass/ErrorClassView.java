package dev.tripline.dispatcher.deadletter.errorclass;

import dev.tripline.dispatcher.masking.Maskable;
import dev.tripline.dispatcher.masking.Masking;
import dev.tripline.spi.deadletter.DeadLetterClass;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// A class of dead letters as operators see it.
///
/// @param function `name` or `name:qualifier`
/// @param errorType the reason where there is no error; null for the class of all others
/// @param message the words of the function, without what differs from letter to letter
/// @param other whether it takes in what the function has no class left for
/// @param state `open`, `acknowledged`, `snoozed` or `resolved`
/// @param alive the number of letters now
/// @param total the number of letters so far
/// @param trend new letters of each of the last 24 hours, the present one last
public record ErrorClassView(
    String id,
    String function,
    @Nullable String errorType,
    @Nullable String message,
    boolean other,
    String state,
    Instant stateSince,
    @Nullable Instant snoozedUntil,
    @Nullable String assignee,
    @Nullable String note,
    Instant firstSeen,
    Instant lastSeen,
    long alive,
    long total,
    List<Long> trend)
    implements Maskable {

  static ErrorClassView of(DeadLetterClass one) {
    return new ErrorClassView(
        one.id(),
        one.function().toString(),
        one.other() ? null : one.errorType(),
        one.other() ? null : one.message(),
        one.other(),
        word(one.state()),
        one.stateSince(),
        one.snoozedUntil(),
        one.assignee(),
        one.note(),
        one.firstSeen(),
        one.lastSeen(),
        one.alive(),
        one.total(),
        one.trend());
  }

  static String word(DeadLetterClass.State state) {
    return state.name().toLowerCase(Locale.ROOT);
  }

  /// Without the words of the function.
  @Override
  public ErrorClassView withoutContent() {
    return withMessage(null);
  }

  /// With the words of the function as the rules show them where the payload is not at hand.
  @Override
  public ErrorClassView masked(Masking masking) {
    return withMessage(masking.words(function, message));
  }

  private ErrorClassView withMessage(@Nullable String other) {
    return new ErrorClassView(
        id,
        function,
        errorType,
        other,
        this.other,
        state,
        stateSince,
        snoozedUntil,
        assignee,
        note,
        firstSeen,
        lastSeen,
        alive,
        total,
        trend);
  }
}
