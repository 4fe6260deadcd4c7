package dev.tripline.dispatcher.deadletter;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonInclude.Include;
import dev.tripline.dispatcher.masking.Mask;
import dev.tripline.dispatcher.masking.Maskable;
import dev.tripline.dispatcher.masking.MaskedPayload;
import dev.tripline.dispatcher.masking.Masking;
import dev.tripline.retry.payload.JsonCheck;
import dev.tripline.spi.deadletter.DeadLetter;
import dev.tripline.spi.invocation.Attempt;
import dev.tripline.spi.invocation.Trace;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// A dead letter with everything that is kept of it.
///
/// @param triggerName missing if no trigger brought it, or one that is gone
/// @param classId of its class; null as long as it has none
/// @param expiresAt when it goes by itself; missing if never
/// @param redrivenFrom the dead letter that it was redriven from the last time
/// @param traceId of the trace that its event came in
/// @param unreadable why its payload is not there: it cannot be decrypted; missing otherwise
/// @param payload missing if it is no JSON; `payloadBase64` has it then
/// @param lastResponse as the payload; both missing if there was none
/// @param masked `true` if a value of the payload is masked; missing otherwise
/// @param ambiguous whether the payload has a name twice, of which it shows one; not told
public record DeadLetterView(
    String id,
    String requestId,
    String function,
    @Nullable String trigger,
    @JsonInclude(Include.NON_NULL) @Nullable String triggerName,
    String reason,
    @Nullable String lastError,
    List<AttemptView> attempts,
    long payloadBytes,
    Instant acceptedAt,
    Instant diedAt,
    int redriveCount,
    @Nullable String classId,
    @JsonInclude(Include.NON_NULL) @Nullable Instant expiresAt,
    @JsonInclude(Include.NON_NULL) @Nullable String redrivenFrom,
    @JsonInclude(Include.NON_NULL) @Nullable String traceId,
    @JsonInclude(Include.NON_NULL) @Nullable String unreadable,
    @JsonInclude(Include.NON_NULL) @Nullable JsonNode payload,
    @JsonInclude(Include.NON_NULL) @Nullable String payloadBase64,
    @JsonInclude(Include.NON_NULL) @Nullable JsonNode lastResponse,
    @JsonInclude(Include.NON_NULL) @Nullable String lastResponseBase64,
    @JsonInclude(Include.NON_NULL) @Nullable Boolean masked,
    @JsonIgnore boolean ambiguous)
    implements Maskable {
  private static final JsonMapper MAPPER = new JsonMapper();
  private static final JsonMapper STRICT =
      MAPPER.rebuild().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build();

  /// What is known of a letter beside itself; null for what is not told.
  public record Beside(
      @Nullable String triggerName, @Nullable String classId, @Nullable Instant expiresAt) {
    public static final Beside NOTHING = new Beside(null, null, null);
  }

  /// One attempt to deliver it.
  public record AttemptView(
      int number,
      Instant startedAt,
      long durationMillis,
      String outcome,
      @Nullable String errorType,
      @Nullable String errorMessage) {

    AttemptView withoutContent() {
      return new AttemptView(number, startedAt, durationMillis, outcome, errorType, null);
    }

    private AttemptView masked(MaskedPayload shown) {
      return new AttemptView(
          number, startedAt, durationMillis, outcome, errorType, shown.words(errorMessage));
    }

    static AttemptView of(Attempt attempt) {
      return new AttemptView(
          attempt.number(),
          attempt.startedAt(),
          attempt.duration().toMillis(),
          attempt.outcome(),
          attempt.errorType(),
          attempt.errorMessage());
    }
  }

  /// What of a letter is kept from some, or masked.
  private record Content(
      @Nullable String lastError,
      List<AttemptView> attempts,
      Json payload,
      Json lastResponse,
      @Nullable Boolean masked) {}

  /// JSON, or what is none in base64; neither if there is nothing.
  private record Json(@Nullable JsonNode tree, @Nullable String base64) {
    static final Json NOTHING = new Json(null, null);
  }

  private DeadLetterView with(Content content) {
    return new DeadLetterView(
        id,
        requestId,
        function,
        trigger,
        triggerName,
        reason,
        content.lastError,
        content.attempts,
        payloadBytes,
        acceptedAt,
        diedAt,
        redriveCount,
        classId,
        expiresAt,
        redrivenFrom,
        traceId,
        unreadable,
        content.payload.tree,
        content.payload.base64,
        content.lastResponse.tree,
        content.lastResponse.base64,
        content.masked,
        ambiguous);
  }

  /// Without payload, response and the words of the function.
  @Override
  public DeadLetterView withoutContent() {
    List<AttemptView> bare = attempts.stream().map(AttemptView::withoutContent).toList();
    return with(new Content(null, bare, Json.NOTHING, Json.NOTHING, null));
  }

  /// With masked values, in the words of the function too.
  @Override
  public DeadLetterView masked(Masking masking) {
    Mask mask = masking.of(function, trigger);
    return mask.isNone() ? this : masked(shown(mask));
  }

  private MaskedPayload shown(Mask mask) {
    if (payload != null) {
      return ambiguous ? mask.unknown() : mask.ofLetter(payload);
    }
    return payloadBase64 == null
        ? mask.unknown()
        : mask.of(Base64.getDecoder().decode(payloadBase64));
  }

  private DeadLetterView masked(MaskedPayload shown) {
    byte[] answer =
        lastResponseBase64 == null ? new byte[0] : Base64.getDecoder().decode(lastResponseBase64);
    String words = shown.words(new String(answer, StandardCharsets.UTF_8));
    return with(
        new Content(
            shown.words(lastError),
            attempts.stream().map(attempt -> attempt.masked(shown)).toList(),
            new Json(
                payload == null ? null : shown.json(),
                payloadBase64 == null ? null : base64(shown.text())),
            new Json(shown.words(lastResponse), lastResponseBase64 == null ? null : base64(words)),
            isHidden(shown) ? Boolean.TRUE : null));
  }

  private boolean isHidden(MaskedPayload shown) {
    return shown.masked() && (payload != null || payloadBase64 != null);
  }

  /// @param more what is not a part of it
  public static DeadLetterView of(DeadLetter letter, Beside more) {
    byte[] response = letter.lastResponse();
    JsonNode strict = json(STRICT, letter.payload());
    JsonNode payload = strict == null ? json(MAPPER, letter.payload()) : strict;
    JsonNode answer = response == null ? null : json(MAPPER, response);
    return new DeadLetterView(
        letter.id(),
        letter.requestId(),
        letter.function().toString(),
        letter.triggerId(),
        more.triggerName,
        letter.reason(),
        letter.lastError(),
        letter.attempts().stream().map(AttemptView::of).toList(),
        letter.payload().length,
        letter.acceptedAt(),
        letter.diedAt(),
        letter.redriveCount(),
        more.classId,
        more.expiresAt,
        letter.links().redrivenFrom(),
        Trace.idOfStored(letter.links().trace()),
        letter.unreadable(),
        payload,
        payload == null && letter.unreadable() == null ? base64(letter.payload()) : null,
        answer,
        answer == null && response != null ? base64(response) : null,
        null,
        payload != null && strict == null);
  }

  private static @Nullable JsonNode json(JsonMapper mapper, byte[] content) {
    if (!JsonCheck.isJson(content)) {
      return null;
    }
    try {
      return mapper.readTree(content);
    } catch (JacksonException _) { // a number that is too long for a tree, or a name twice
      return null;
    }
  }

  private static @Nullable String base64(@Nullable String text) {
    return text == null ? null : base64(text.getBytes(StandardCharsets.UTF_8));
  }

  private static String base64(byte[] content) {
    return Base64.getEncoder().encodeToString(content);
  }
}
