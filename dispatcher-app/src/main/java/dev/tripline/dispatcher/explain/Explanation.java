package dev.tripline.dispatcher.explain;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonInclude.Include;
import dev.tripline.dispatcher.access.rule.HiddenContent;
import dev.tripline.dispatcher.masking.Maskable;
import dev.tripline.dispatcher.masking.MaskedPayload;
import dev.tripline.dispatcher.masking.Masking;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What happened to an event and why.
///
/// @param trigger its id; missing if no trigger brought it
/// @param state `waiting`, `delivered`, `dead-lettered`, `redriven`, `discarded` or `gone`
/// @param summary the state in words
/// @param acceptedAt missing for batches
/// @param endedAt missing while it waits
/// @param ageMillis from its acceptance to its end, or to now; missing for batches
/// @param nextAttemptAt of one that failed and waits
/// @param givenUpAt the time from which no further attempt is made; of one that waits
/// @param origin missing unless it comes of a redrive
/// @param redrivenTo the request under which it was tried again; missing unless it was redriven
/// @param history everything that is known of it, in its order
/// @param deadLetters the ids of what was given up and is still kept
@JsonInclude(Include.NON_NULL)
public record Explanation(
    String requestId,
    String function,
    @Nullable String trigger,
    @Nullable String triggerName,
    String state,
    String summary,
    @Nullable Instant acceptedAt,
    @Nullable Instant endedAt,
    @Nullable Long ageMillis,
    @Nullable Instant nextAttemptAt,
    @Nullable Instant givenUpAt,
    @Nullable Origin origin,
    @Nullable String redrivenTo,
    List<Fact> history,
    List<String> deadLetters)
    implements Maskable {

  /// The dead letter that an event was made of by a redrive.
  ///
  /// @param requestId of the event that died
  /// @param payload `same` as the letter's, `edited` or `transformed`
  public record Origin(String deadLetterId, String requestId, Instant at, String payload) {}

  /// One thing that happened.
  ///
  /// @param what `accepted`, `redrive`, `delivered`, `failed`, `not-run`, `dead-lettered`, `redriven`,
  ///     `discarded`, `sent`, `send-failed`, `send-given-up` or `duplicate`
  /// @param text what it was and why, without words of functions
  /// @param attempt its number; of a message to a destination how often it was sent
  /// @param durationMillis of the attempt
  /// @param waitMillis until the next attempt
  /// @param error the function's own words, or why it did not run
  /// @param events their number, of one batch of several
  @JsonInclude(Include.NON_NULL)
  public record Fact(
      Instant at,
      String what,
      String text,
      @Nullable Integer attempt,
      @Nullable Long durationMillis,
      @Nullable Long waitMillis,
      @Nullable String error,
      @Nullable String deadLetter,
      @Nullable Integer events) {

    static Fact of(Instant at, String what, String text) {
      return new Fact(at, what, text, null, null, null, null, null, null);
    }

    Fact withoutContent() {
      return withError(HiddenContent.of(error));
    }

    private Fact withError(@Nullable String other) {
      return new Fact(
          at, what, text, attempt, durationMillis, waitMillis, other, deadLetter, events);
    }
  }

  /// Without the words of the function.
  @Override
  public Explanation withoutContent() {
    return with(history.stream().map(Fact::withoutContent).toList());
  }

  /// With the words of the function as the rules show them where the payload is not at hand.
  @Override
  public Explanation masked(Masking masking) {
    MaskedPayload unknown = masking.of(function, trigger).unknown();
    return with(history.stream().map(fact -> fact.withError(unknown.words(fact.error))).toList());
  }

  private Explanation with(List<Fact> facts) {
    return new Explanation(
        requestId,
        function,
        trigger,
        triggerName,
        state,
        summary,
        acceptedAt,
        endedAt,
        ageMillis,
        nextAttemptAt,
        givenUpAt,
        origin,
        redrivenTo,
        facts,
        deadLetters);
  }
}
