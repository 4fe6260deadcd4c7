package dev.tripline.store.deadletter;

import dev.tripline.spi.deadletter.DeadLetter;
import dev.tripline.spi.invocation.Attempt;
import dev.tripline.spi.invocation.FunctionTarget;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// That by which dead letters belong together: function, version and error. Its id says the same in 32
/// hexadecimal digits, on every node and at any time.
///
/// @param qualifier empty for none
/// @param errorType the error's class, or else the reason of the letter; empty for the class of all others
/// @param message as [ErrorPattern] has it
record ErrorClass(String function, String qualifier, String errorType, String message) {
  private static final int ID_BYTES = 16;

  static ErrorClass of(DeadLetter letter, @Nullable String errorType) {
    return of(letter.function(), letter.reason(), errorType, letter.attempts(), letter.lastError());
  }

  /// @param errorType the class of the last attempt's error; null for none
  /// @param lastError what is known of the error without attempts
  static ErrorClass of(
      FunctionTarget function,
      String reason,
      @Nullable String errorType,
      List<Attempt> attempts,
      @Nullable String lastError) {
    String told = attempts.isEmpty() ? null : attempts.getLast().errorMessage();
    String qualifier = function.qualifier();
    ErrorFingerprint error =
        ErrorFingerprint.of(errorType, reason, told == null ? lastError : told);
    return new ErrorClass(
        function.name(), qualifier == null ? "" : qualifier, error.errorType(), error.message());
  }

  /// The class of all letters for which the function has no class left.
  static ErrorClass other(String function) {
    return new ErrorClass(function, "", "", "");
  }

  boolean isOther() {
    return errorType.isEmpty();
  }

  String id() {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      for (String part : List.of(function, qualifier, errorType, message)) {
        byte[] bytes = part.getBytes(StandardCharsets.UTF_8);
        digest.update((bytes.length + ":").getBytes(StandardCharsets.US_ASCII));
        digest.update(bytes);
      }
      return HexFormat.of().formatHex(digest.digest(), 0, ID_BYTES);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JVM has SHA-256", e);
    }
  }
}
