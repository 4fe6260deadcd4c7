package dev.tripline.sdk.testing;

import dev.tripline.sdk.json.PayloadMapper;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The answer of a handler in a test.
///
/// @param json as the runtime would send it
/// @param log lines of the handler through its context
public record HandlerAnswer(String json, String log) {

  /// The answer read into a type; null for the JSON literal `null`.
  public <T> @Nullable T as(Class<T> type) {
    Object value = PayloadMapper.standard().read(json.getBytes(StandardCharsets.UTF_8), type);
    return value == null ? null : type.cast(value);
  }

  /// The identifiers of the failed messages of a batch, in their order; empty if all succeeded. A
  /// place in a Kafka partition reads `topic-partition@offset`.
  ///
  /// @throws IllegalStateException if the answer is no batch response, which would make the whole
  ///     batch succeed or fail by accident
  public List<String> failedItems() {
    Map<?, ?> answer = as(Map.class);
    if (answer != null && answer.get("batchItemFailures") instanceof List<?> failures) {
      return failures.stream().map(HandlerAnswer::identifier).toList();
    }
    throw new IllegalStateException("the answer is no batch response: " + json);
  }

  private static String identifier(@Nullable Object failure) {
    Object id = failure instanceof Map<?, ?> item ? item.get("itemIdentifier") : null;
    return id instanceof Map<?, ?> place
        ? place.get("partition") + "@" + place.get("offset")
        : String.valueOf(id);
  }
}
