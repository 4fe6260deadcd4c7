package dev.tripline.dispatcher.deadletter;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonInclude.Include;
import dev.tripline.dispatcher.access.rule.Confidential;
import dev.tripline.retry.payload.JsonCheck;
import dev.tripline.spi.deadletter.DeadLetter;
import dev.tripline.spi.invocation.Attempt;
import dev.tripline.spi.invocation.Trace;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// A dead letter with everything that is kept of it.
///
/// @param classId of its class; null as long as it has none
/// @param expiresAt when it goes by itself; missing if never
/// @param redrivenFrom the dead letter that it was redriven from the last time
/// @param traceId of the trace that its event came in
/// @param unreadable why its payload is not there: it cannot be decrypted; missing otherwise
/// @param payload missing if it is no JSON; `payloadBase64` has it then
/// @param lastResponse as the payload; both missing if there was none
public record DeadLetterView(
    String id,
    String requestId,
    String function,
    @Nullable String trigger,
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
    @JsonInclude(Include.NON_NULL) @Nullable String lastResponseBase64)
    implements Confidential {
  private static final JsonMapper MAPPER = new JsonMapper();

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

  /// Without payload, response and the words of the function.
  @Override
  public DeadLetterView withoutContent() {
    return new DeadLetterView(
        id,
        requestId,
        function,
        trigger,
        reason,
        null,
        attempts.stream().map(AttemptView::withoutContent).toList(),
        payloadBytes,
        acceptedAt,
        diedAt,
        redriveCount,
        classId,
        expiresAt,
        redrivenFrom,
        traceId,
        unreadable,
        null,
        null,
        null,
        null);
  }

  /// @param classId null if it is not known
  /// @param expiresAt null if never, or if it is not told
  public static DeadLetterView of(
      DeadLetter letter, @Nullable String classId, @Nullable Instant expiresAt) {
    byte[] response = letter.lastResponse();
    JsonNode payload = json(letter.payload());
    JsonNode answer = response == null ? null : json(response);
    return new DeadLetterView(
        letter.id(),
        letter.requestId(),
        letter.function().toString(),
        letter.triggerId(),
        letter.reason(),
        letter.lastError(),
        letter.attempts().stream().map(AttemptView::of).toList(),
        letter.payload().length,
        letter.acceptedAt(),
        letter.diedAt(),
        letter.redriveCount(),
        classId,
        expiresAt,
        letter.links().redrivenFrom(),
        Trace.idOfStored(letter.links().trace()),
        letter.unreadable(),
        payload,
        payload == null && letter.unreadable() == null ? base64(letter.payload()) : null,
        answer,
        answer == null && response != null ? base64(response) : null);
  }

  private static @Nullable JsonNode json(byte[] content) {
    if (!JsonCheck.isJson(content)) {
      return null;
    }
    try {
      return MAPPER.readTree(content);
    } catch (JacksonException _) { // a number that is too long for a tree
      return null;
    }
  }

  private static String base64(byte[] content) {
    return Base64.getEncoder().encodeToString(content);
  }
}
