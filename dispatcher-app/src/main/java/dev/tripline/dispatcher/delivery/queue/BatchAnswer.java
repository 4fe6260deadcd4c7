package dev.tripline.dispatcher.delivery.queue;

import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.Set;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// What a function's answer says about the messages of its batch, by the rules of AWS's partial batch
/// response ("Reporting batch item failures" in the Lambda developer guide).
///
/// Whatever is not understood fails the whole batch: a message that comes twice can be dealt with, one
/// that is lost cannot.
sealed interface BatchAnswer {

  record AllSucceeded() implements BatchAnswer {}

  record SomeFailed(Set<String> identifiers) implements BatchAnswer {}

  /// @param why what was wrong with the answer
  record AllFailed(String why) implements BatchAnswer {}

  JsonMapper JSON =
      JsonMapper.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  /// Reads the answer of a function that succeeded.
  ///
  /// @param reporting whether the trigger wants failures reported; otherwise any answer is a success
  /// @param batch the identifiers that were handed out
  static BatchAnswer read(byte[] answer, boolean reporting, Collection<String> batch) {
    if (!reporting || answer.length == 0) {
      return new AllSucceeded();
    }
    JsonNode root;
    try {
      root = JSON.readTree(answer);
    } catch (JacksonException e) {
      return new AllFailed("the answer is not JSON: " + e.getOriginalMessage());
    }
    if (isNothing(root)) {
      return new AllSucceeded();
    }
    JsonNode failures = root.get("batchItemFailures");
    if (failures == null) {
      return new AllFailed("the answer has no batchItemFailures");
    }
    if (failures.isNull()) {
      return new AllSucceeded();
    }
    if (!failures.isArray()) {
      return new AllFailed("batchItemFailures is no list");
    }
    return items(failures, batch);
  }

  /// `null`, `{}`, `[]`, `""` and no answer at all.
  private static boolean isNothing(JsonNode root) {
    return root.isNull()
        || root.isMissingNode()
        || (root.isContainer() && root.isEmpty())
        || (root.isString() && root.stringValue().isEmpty());
  }

  private static BatchAnswer items(JsonNode failures, Collection<String> batch) {
    Set<String> known = new HashSet<>(batch);
    Set<String> failed = new LinkedHashSet<>();
    for (JsonNode item : failures) {
      JsonNode identifier = item.get("itemIdentifier");
      if (identifier == null || !identifier.isString() || identifier.stringValue().isEmpty()) {
        return new AllFailed("an entry of batchItemFailures has no itemIdentifier");
      }
      if (!known.contains(identifier.stringValue())) {
        return new AllFailed(
            "batchItemFailures names " + identifier.stringValue() + ", which is not in the batch");
      }
      failed.add(identifier.stringValue());
    }
    return failed.isEmpty() ? new AllSucceeded() : new SomeFailed(failed);
  }
}
