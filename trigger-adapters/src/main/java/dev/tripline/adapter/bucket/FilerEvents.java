package dev.tripline.adapter.bucket;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// Changes of entries of SeaweedFS' filer, as its webhook sends them. The members of its entries are
/// named in snake case, or in camel case by newer writers; both are read. Pure.
final class FilerEvents {
  private static final String BUCKETS = "/buckets/";
  private static final String CREATED = "ObjectCreated:Put";
  private static final String REMOVED = "ObjectRemoved:Delete";

  private FilerEvents() {}

  static boolean isOne(JsonNode document) {
    return document.path("key").isString() && document.path("event_type").isString();
  }

  /// The changes of objects: none if the entry is a folder, or in no bucket, or a part of an upload. A
  /// rename is a removal and a creation.
  static List<ObjectChange> changes(JsonNode document, Instant now)
      throws InvalidNotificationException {
    String path = document.path("key").asString("");
    JsonNode message = document.path("message");
    if (!message.isObject()) {
      throw new InvalidNotificationException("message", "must be an object");
    }
    JsonNode before = member(message, "old_entry", "oldEntry");
    JsonNode after = member(message, "new_entry", "newEntry");
    String type = document.path("event_type").asString("");
    List<ObjectChange> changes = new ArrayList<>();
    switch (type) {
      case "create", "update" -> add(changes, CREATED, path, entry(after, "new_entry"), now);
      case "delete" -> add(changes, REMOVED, path, entry(before, "old_entry"), now);
      case "rename" -> {
        add(changes, REMOVED, path, entry(before, "old_entry"), now);
        JsonNode parent = member(message, "new_parent_path", "newParentPath");
        String target =
            parent.asString("") + "/" + entry(after, "new_entry").path("name").asString("");
        add(changes, CREATED, target, after, now);
      }
      default ->
          throw new InvalidNotificationException(
              "event_type", "must be create, update, delete or rename");
    }
    return changes;
  }

  private static JsonNode entry(JsonNode entry, String name) throws InvalidNotificationException {
    if (!entry.isObject()) {
      throw new InvalidNotificationException("message." + name, "must be an object");
    }
    return entry;
  }

  private static void add(
      List<ObjectChange> changes, String name, String path, JsonNode entry, Instant now)
      throws InvalidNotificationException {
    boolean folder = member(entry, "is_directory", "isDirectory").asBoolean(false);
    int slash = path.indexOf('/', BUCKETS.length());
    if (folder || !path.startsWith(BUCKETS) || slash < 0 || slash + 1 == path.length()) {
      return;
    }
    String key = path.substring(slash + 1);
    if (key.startsWith(".uploads/")) {
      return;
    }
    JsonNode attributes = entry.path("attributes");
    boolean created = name.equals(CREATED);
    Instant time = created ? modified(attributes, now) : now;
    var place =
        new ObjectRecords.Place(path.substring(BUCKETS.length(), slash), "", "", "seaweedfs");
    changes.add(
        ObjectRecords.made(
            new ObjectRecords.Made(
                place,
                name,
                key,
                created ? member(attributes, "file_size", "fileSize").asLong(0) : null,
                eTag(attributes),
                null,
                sequencer(modified(attributes, now), created),
                time)));
  }

  /// A removal comes after the creation of what it removes.
  private static String sequencer(Instant modified, boolean created) {
    long nanos =
        Math.addExact(
            Math.multiplyExact(modified.getEpochSecond(), 1_000_000_000L), modified.getNano());
    return "%016X%s".formatted(nanos, created ? "00" : "01");
  }

  private static Instant modified(JsonNode attributes, Instant now)
      throws InvalidNotificationException {
    long seconds = attributes.path("mtime").asLong(0);
    long nanos = member(attributes, "mtime_ns", "mtimeNs").asLong(0);
    if (seconds < 0 || seconds > 9_000_000_000L || nanos < 0 || nanos > 999_999_999) {
      throw new InvalidNotificationException("message", "has a time of modification out of range");
    }
    return seconds == 0 ? now : Instant.ofEpochSecond(seconds, nanos);
  }

  private static @Nullable String eTag(JsonNode attributes) throws InvalidNotificationException {
    String md5 = attributes.path("md5").asString("");
    if (md5.isEmpty()) {
      return null;
    }
    try {
      return HexFormat.of().formatHex(Base64.getDecoder().decode(md5));
    } catch (IllegalArgumentException _) {
      throw new InvalidNotificationException("message", "has an md5 that is not base64");
    }
  }

  private static JsonNode member(JsonNode parent, String snake, String camel) {
    return parent.has(snake) ? parent.path(snake) : parent.path(camel);
  }
}
