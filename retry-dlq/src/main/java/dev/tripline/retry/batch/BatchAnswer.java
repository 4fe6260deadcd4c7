package dev.tripline.retry.batch;

import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// What a function's answer says about the records of its batch, by the rules of AWS's partial batch
/// response ("Reporting batch item failures" in the Lambda developer guide).
///
/// Whatever is not understood fails the whole batch: a message that comes twice can be dealt with, one
/// that is lost cannot.
public sealed interface BatchAnswer {

  record AllSucceeded() implements BatchAnswer {}

  /// @param identifiers in the order in which the function named them, each once
  record SomeFailed(Set<String> identifiers) implements BatchAnswer {}

  /// @param why what was wrong with the answer
  record AllFailed(String why) implements BatchAnswer {}

  JsonMapper JSON =
      JsonMapper.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  /// Reads the answer of a function that succeeded with a queue's batch.
  ///
  /// @param reporting whether the trigger wants failures reported; otherwise any answer is a success
  /// @param batch the identifiers that were handed out
  static BatchAnswer read(byte[] answer, boolean reporting, Collection<String> batch) {
    return read(answer, reporting, null, batch);
  }

  /// Reads the answer of a function that succeeded with a batch of a stream's shard. Kinesis and
  /// DynamoDB name a record by its sequence number; Kafka by an object,
  /// `{"partition": "topic-0", "offset": 100}`, and we take the offset alone as text too.
  ///
  /// @param shard null for a queue's batch
  static BatchAnswer read(
      byte[] answer, boolean reporting, @Nullable String shard, Collection<String> batch) {
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
    return items(failures, shard, batch);
  }

  /// `null`, `{}`, `[]`, `""` and no answer at all.
  private static boolean isNothing(JsonNode root) {
    return root.isNull()
        || root.isMissingNode()
        || (root.isContainer() && root.isEmpty())
        || (root.isString() && root.stringValue().isEmpty());
  }

  private static BatchAnswer items(
      JsonNode failures, @Nullable String shard, Collection<String> batch) {
    Set<String> known = new HashSet<>(batch);
    Set<String> failed = new LinkedHashSet<>();
    for (JsonNode item : failures) {
      String identifier = identifier(item.get("itemIdentifier"), shard);
      if (identifier == null) {
        return new AllFailed("an entry of batchItemFailures has no itemIdentifier of this batch");
      }
      if (!known.contains(identifier)) {
        return new AllFailed(
            "batchItemFailures names " + identifier + ", which is not in the batch");
      }
      failed.add(identifier);
    }
    return failed.isEmpty() ? new AllSucceeded() : new SomeFailed(failed);
  }

  /// Null if it is none.
  private static @Nullable String identifier(@Nullable JsonNode item, @Nullable String shard) {
    if (item == null) {
      return null;
    }
    if (item.isString()) {
      String text = item.stringValue();
      return text.isEmpty() ? null : text;
    }
    JsonNode partition = item.get("partition");
    JsonNode offset = item.get("offset");
    boolean ofShard =
        shard != null
            && partition != null
            && partition.isString()
            && partition.stringValue().equals(shard);
    if (!ofShard || offset == null) {
      return null;
    }
    return offset.isIntegralNumber() || offset.isString() ? offset.asString() : null;
  }
}
