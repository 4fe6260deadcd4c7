package dev.tripline.dispatcher.deadletter.shadow.run;

import dev.tripline.spi.deadletter.DeadLetter;
import dev.tripline.spi.invocation.InvocationResult;
import dev.tripline.spi.invocation.Outcome;
import dev.tripline.spi.text.CutText;
import dev.tripline.store.deadletter.ErrorFingerprint;
import dev.tripline.store.deadletter.PayloadDigest;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What became of a letter's event under a candidate.
///
/// @param requestId the id that the candidate saw, which no other invocation has
/// @param before of the failure that the letter died of
/// @param after of the candidate's failure, or of why it did not run; null if it succeeds
/// @param message the candidate's own words, in part; null without
public record ShadowOutcome(
    String letterId,
    String requestId,
    ShadowResult result,
    ErrorFingerprint before,
    @Nullable ErrorFingerprint after,
    @Nullable String message,
    Duration duration) {
  /// Characters of a message that are kept.
  static final int LONGEST_MESSAGE = 1_000;

  /// Compares. Pure.
  static ShadowOutcome of(DeadLetter letter, String requestId, InvocationResult result) {
    ErrorFingerprint before = ErrorFingerprint.of(letter);
    Duration duration = result.duration();
    return switch (result.outcome()) {
      case Outcome.Succeeded _ ->
          new ShadowOutcome(
              letter.id(), requestId, ShadowResult.SUCCEEDS, before, null, null, duration);
      case Outcome.Failed failed -> {
        ErrorFingerprint after =
            ErrorFingerprint.of(failed.errorType(), letter.reason(), failed.errorMessage());
        yield new ShadowOutcome(
            letter.id(),
            requestId,
            after.equals(before) ? ShadowResult.SAME_FAILURE : ShadowResult.OTHER_FAILURE,
            before,
            after,
            kept(failed.errorMessage()),
            duration);
      }
      case Outcome.NotRun notRun ->
          new ShadowOutcome(
              letter.id(),
              requestId,
              ShadowResult.NOT_RUN,
              before,
              ErrorFingerprint.of(notRun.name(), notRun.name(), notRun.detail()),
              kept(notRun.detail()),
              duration);
    };
  }

  /// Of a letter that the candidate could not be run with.
  static ShadowOutcome unreadable(DeadLetter letter, String requestId, String why) {
    return new ShadowOutcome(
        letter.id(),
        requestId,
        ShadowResult.NOT_RUN,
        ErrorFingerprint.of(letter),
        ErrorFingerprint.of(null, "Unreadable", why),
        kept(why),
        Duration.ZERO);
  }

  /// The same for letters that went the same way: a digest, since fingerprints may be encrypted where they are
  /// kept.
  String kind() {
    StringBuilder parts = new StringBuilder(result.name());
    add(before, parts);
    if (after != null) {
      add(after, parts);
    }
    return PayloadDigest.sha256(parts.toString().getBytes(StandardCharsets.UTF_8));
  }

  /// Behind its length, so that no two pairs have the same text.
  private static void add(ErrorFingerprint fingerprint, StringBuilder parts) {
    for (String part : List.of(fingerprint.errorType(), fingerprint.message())) {
      parts.append(' ').append(part.length()).append(':').append(part);
    }
  }

  private static @Nullable String kept(@Nullable String message) {
    return message == null
        ? null
        : CutText.marked(message, LONGEST_MESSAGE).replace('\0', '\uFFFD');
  }
}
