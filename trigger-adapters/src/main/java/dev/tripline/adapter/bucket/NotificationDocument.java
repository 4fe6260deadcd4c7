package dev.tripline.adapter.bucket;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Reads what stores send when objects change: documents of AWS S3, of Ceph's RADOS gateway, of MinIO
/// and RustFS, which all have `Records`, and of SeaweedFS' filer. Pure.
public final class NotificationDocument {
  /// S3 sends one; others a few.
  private static final int MAX_RECORDS = 1_000;

  private static final Comparator<ObjectChange> BY_SEQUENCER =
      (a, b) ->
          ObjectChange.compareOrder(
              Objects.requireNonNull(a.sequencer()), Objects.requireNonNull(b.sequencer()));

  private static final JsonMapper JSON =
      JsonMapper.builder(
              JsonFactory.builder()
                  .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                  .streamReadConstraints(
                      StreamReadConstraints.builder()
                          .maxNestingDepth(100)
                          .maxTokenCount(500_000)
                          .build())
                  .build())
          .build();

  private NotificationDocument() {}

  /// The changes in the order in which they came, those of one key by their sequencers. None for a test
  /// event, and for changes that are not of objects.
  ///
  /// @param now the time of changes whose records name none
  public static List<ObjectChange> changes(byte[] document, Instant now)
      throws InvalidNotificationException {
    JsonNode read = read(document);
    if (read.path("Event").asString("").equals("s3:TestEvent")) {
      return List.of();
    }
    if (FilerEvents.isOne(read)) {
      return FilerEvents.changes(read, now);
    }
    if (!(read.path("Records") instanceof ArrayNode records)) {
      throw new InvalidNotificationException(
          "Records", "must be an array of records of S3, or the document one of SeaweedFS");
    }
    if (records.size() > MAX_RECORDS) {
      throw new InvalidNotificationException(
          "Records", "must not have more than " + MAX_RECORDS + " elements");
    }
    List<ObjectChange> changes = new ArrayList<>();
    for (int i = 0; i < records.size(); i++) {
      JsonNode record = records.get(i);
      if (!isOfBucket(record)) {
        changes.add(ObjectRecords.normalised(record, "Records[" + i + "]", now));
      }
    }
    return ordered(changes);
  }

  private static JsonNode read(byte[] document) throws InvalidNotificationException {
    try {
      if (JSON.readTree(document) instanceof ObjectNode object) {
        return object;
      }
    } catch (JacksonException e) {
      throw new InvalidNotificationException("", "is no valid JSON: " + e.getOriginalMessage());
    }
    throw new InvalidNotificationException("", "must be a JSON object");
  }

  /// A bucket was made or removed, as MinIO reports.
  private static boolean isOfBucket(JsonNode record) {
    return record.path("eventName").asString("").matches("(s3:)?Bucket.*");
  }

  /// Only changes of the same key change places.
  private static List<ObjectChange> ordered(List<ObjectChange> changes) {
    Map<List<String>, List<Integer>> places = new LinkedHashMap<>();
    for (int i = 0; i < changes.size(); i++) {
      ObjectChange change = changes.get(i);
      if (change.sequencer() != null) {
        places
            .computeIfAbsent(List.of(change.bucket(), change.key()), _ -> new ArrayList<>())
            .add(i);
      }
    }
    List<ObjectChange> ordered = new ArrayList<>(changes);
    for (List<Integer> same : places.values()) {
      List<ObjectChange> sorted = same.stream().map(changes::get).sorted(BY_SEQUENCER).toList();
      for (int i = 0; i < sorted.size(); i++) {
        ordered.set(same.get(i), sorted.get(i));
      }
    }
    return List.copyOf(ordered);
  }
}
