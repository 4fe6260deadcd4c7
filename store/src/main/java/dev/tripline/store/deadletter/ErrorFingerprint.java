package dev.tripline.store.deadletter;

import dev.tripline.spi.deadletter.DeadLetter;
import dev.tripline.spi.invocation.Attempt;
import dev.tripline.spi.text.CutText;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// That by which errors are the same, whatever event they are of.
///
/// @param errorType the error's class, or else a reason
/// @param message the part of the error's message that is the same for every event, on one line
public record ErrorFingerprint(String errorType, String message) {
  private static final int LONGEST_ERROR_TYPE = 200;

  /// Of the failure that a letter died of.
  public static ErrorFingerprint of(DeadLetter letter) {
    List<Attempt> attempts = letter.attempts();
    String told = attempts.isEmpty() ? null : attempts.getLast().errorMessage();
    return of(errorType(attempts), letter.reason(), told == null ? letter.lastError() : told);
  }

  /// @param errorType null or empty for none
  /// @param reason in place of a class that is not known
  public static ErrorFingerprint of(
      @Nullable String errorType, String reason, @Nullable String message) {
    String type = kept(errorType);
    return new ErrorFingerprint(type == null ? reason : type, ErrorPattern.of(message));
  }

  /// The class of the last attempt's error, short enough for an index and storable on either engine; null
  /// for none.
  static @Nullable String errorType(List<Attempt> attempts) {
    return attempts.isEmpty() ? null : kept(attempts.getLast().errorType());
  }

  private static @Nullable String kept(@Nullable String type) {
    return type == null || type.isEmpty()
        ? null
        : CutText.of(type, LONGEST_ERROR_TYPE).replace('\0', '\uFFFD');
  }
}
