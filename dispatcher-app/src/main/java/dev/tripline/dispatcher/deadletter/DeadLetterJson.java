package dev.tripline.dispatcher.deadletter;

import dev.tripline.spi.invocation.Attempt;
import dev.tripline.spi.store.DeadLetter;
import dev.tripline.spi.store.DeadLetterSummary;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// Dead letters as `/v1/dead-letters` shows them.
final class DeadLetterJson {
  private static final JsonMapper MAPPER = new JsonMapper();

  private DeadLetterJson() {}

  /// One entry of a list: without payload and attempts.
  static ObjectNode summary(DeadLetterSummary letter) {
    ObjectNode json = MAPPER.createObjectNode();
    json.put("id", letter.id());
    json.put("requestId", letter.requestId());
    json.put("function", letter.function().toString());
    json.put("trigger", letter.triggerId());
    json.put("reason", letter.reason());
    json.put("lastError", letter.lastError());
    json.put("attempts", letter.attempts());
    json.put("payloadBytes", letter.payloadBytes());
    json.put("acceptedAt", letter.acceptedAt().toString());
    json.put("diedAt", letter.diedAt().toString());
    json.put("redriveCount", letter.redriveCount());
    return json;
  }

  /// All of it. Payloads that are no JSON are shown in base64, as `payloadBase64`.
  static ObjectNode full(DeadLetter letter) {
    ObjectNode json = summary(summaryOf(letter));
    json.set("attempts", attempts(letter.attempts()));
    put(json, "payload", letter.payload());
    put(json, "lastResponse", letter.lastResponse());
    return json;
  }

  private static DeadLetterSummary summaryOf(DeadLetter letter) {
    return new DeadLetterSummary(
        letter.id(),
        letter.requestId(),
        letter.function(),
        letter.triggerId(),
        letter.reason(),
        letter.lastError(),
        letter.attempts().isEmpty() ? null : letter.attempts().getLast().errorType(),
        letter.payload().length,
        letter.attempts().size(),
        letter.acceptedAt(),
        letter.diedAt(),
        letter.redriveCount());
  }

  private static JsonNode attempts(List<Attempt> attempts) {
    var array = MAPPER.createArrayNode();
    for (Attempt attempt : attempts) {
      ObjectNode json = array.addObject();
      json.put("number", attempt.number());
      Instant startedAt = attempt.startedAt();
      json.put("startedAt", startedAt.toString());
      json.put("durationMillis", attempt.duration().toMillis());
      json.put("outcome", attempt.outcome());
      json.put("errorType", attempt.errorType());
      json.put("errorMessage", attempt.errorMessage());
    }
    return array;
  }

  private static void put(ObjectNode json, String name, byte @Nullable [] content) {
    if (content == null) {
      return;
    }
    try {
      JsonNode tree = MAPPER.readTree(content);
      if (!tree.isMissingNode()) {
        json.set(name, tree);
        return;
      }
    } catch (JacksonException e) {
      // not JSON: shown as bytes below
    }
    json.put(name + "Base64", Base64.getEncoder().encodeToString(content));
  }
}
