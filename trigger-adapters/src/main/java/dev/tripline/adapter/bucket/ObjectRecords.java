package dev.tripline.adapter.bucket;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// Records in the shape of S3's events: see "Event message structure" in the S3 user guide. Made of
/// those of other stores, whose further members stay. Pure.
public final class ObjectRecords {
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSS'Z'", Locale.ROOT)
          .withZone(ZoneOffset.UTC);

  private ObjectRecords() {}

  /// @param path of the record in its document, for refusals
  /// @param now the time of a change whose record names none
  static ObjectChange normalised(JsonNode record, String path, Instant now)
      throws InvalidNotificationException {
    String name = text(record, path, "eventName").replaceFirst("^s3:", "");
    String bucket = text(record.path("s3").path("bucket"), path + ".s3.bucket", "name");
    JsonNode object = record.path("s3").path("object");
    String key = key(record, text(object, path + ".s3.object", "key"), path);
    Instant time = time(record.path("eventTime").asString(""), path, now);
    var about =
        new About(
            optional(object, "versionId"), optional(object, "eTag"), optional(object, "sequencer"));
    if (about.sequencer != null && !about.sequencer.matches("[0-9A-Fa-f]{1,64}")) {
      throw new InvalidNotificationException(
          path + ".s3.object.sequencer", "must be a hexadecimal number of up to 64 digits");
    }
    return new ObjectChange(
        name,
        bucket,
        key,
        about.versionId,
        about.eTag,
        about.sequencer,
        time,
        shaped(record, name, bucket, key, time));
  }

  private record About(
      @Nullable String versionId, @Nullable String eTag, @Nullable String sequencer) {}

  /// Ceph sends keys as they are; all others encode them.
  private static String key(JsonNode record, String sent, String path)
      throws InvalidNotificationException {
    if (record.path("eventSource").asString("").startsWith("ceph:")) {
      return sent;
    }
    try {
      return ObjectKeys.decoded(sent);
    } catch (IllegalArgumentException _) {
      throw new InvalidNotificationException(
          path + ".s3.object.key", "is not the URL-encoded form of a text in UTF-8");
    }
  }

  /// The members that S3's own have, in their order, and then whatever else the store sent.
  private static ObjectNode shaped(
      JsonNode record, String name, String bucket, String key, Instant time) {
    ObjectNode shaped = JSON.createObjectNode();
    String version = record.path("eventVersion").asString("");
    shaped.put("eventVersion", version.isEmpty() ? "2.1" : version);
    shaped.put("eventSource", "aws:s3");
    shaped.put("awsRegion", record.path("awsRegion").asString(""));
    shaped.put("eventTime", TIME.format(time));
    shaped.put("eventName", name);
    shaped.set("userIdentity", principal(record.path("userIdentity")));
    ObjectNode parameters = copy(record.path("requestParameters"));
    if (!parameters.path("sourceIPAddress").isString()) {
      parameters.put("sourceIPAddress", "");
    }
    shaped.set("requestParameters", parameters);
    shaped.set("responseElements", copy(record.path("responseElements")));
    JsonNode s3 = record.path("s3");
    ObjectNode subject = shaped.putObject("s3");
    String schema = s3.path("s3SchemaVersion").asString("");
    subject.put("s3SchemaVersion", schema.isEmpty() ? "1.0" : schema);
    subject.put("configurationId", s3.path("configurationId").asString(""));
    ObjectNode place = subject.putObject("bucket");
    place.put("name", bucket);
    place.set("ownerIdentity", principal(s3.path("bucket").path("ownerIdentity")));
    String arn = s3.path("bucket").path("arn").asString("");
    place.put("arn", arn.startsWith("arn:aws") ? arn : "arn:aws:s3:::" + bucket);
    addOthers(place, s3.path("bucket"));
    ObjectNode object = subject.putObject("object");
    object.put("key", ObjectKeys.encoded(key));
    JsonNode size = s3.path("object").path("size");
    if (size.isIntegralNumber() || size.asString("").matches("\\d{1,18}")) {
      object.put(
          "size", size.isIntegralNumber() ? size.asLong(0) : Long.parseLong(size.asString()));
    }
    for (String member : new String[] {"eTag", "versionId", "sequencer"}) {
      String value = optional(s3.path("object"), member);
      if (value != null) {
        object.put(member, value);
      }
    }
    addOthers(object, s3.path("object"), "size", "eTag", "versionId", "sequencer");
    addOthers(subject, s3);
    addOthers(shaped, record);
    return shaped;
  }

  private static void addOthers(ObjectNode shaped, JsonNode sent, String... handled) {
    for (var member : sent.properties()) {
      if (!shaped.has(member.getKey()) && !List.of(handled).contains(member.getKey())) {
        shaped.set(member.getKey(), member.getValue());
      }
    }
  }

  private static ObjectNode principal(JsonNode sent) {
    ObjectNode principal = copy(sent);
    if (!principal.path("principalId").isString()) {
      principal.put("principalId", "");
    }
    return principal;
  }

  private static ObjectNode copy(JsonNode sent) {
    return sent instanceof ObjectNode object ? object.deepCopy() : JSON.createObjectNode();
  }

  private static String text(JsonNode parent, String path, String member)
      throws InvalidNotificationException {
    JsonNode value = parent.path(member);
    if (!value.isString() || value.stringValue().isEmpty()) {
      throw new InvalidNotificationException(path + "." + member, "must be a text");
    }
    return value.stringValue();
  }

  private static @Nullable String optional(JsonNode object, String member) {
    String value = object.path(member).asString("");
    return value.isEmpty() ? null : value;
  }

  private static Instant time(String sent, String path, Instant now)
      throws InvalidNotificationException {
    if (sent.isEmpty()) {
      return now;
    }
    try {
      return OffsetDateTime.parse(sent.replaceFirst("([+-]\\d\\d)(\\d\\d)$", "$1:$2")).toInstant();
    } catch (DateTimeParseException _) {
      throw new InvalidNotificationException(
          path + ".eventTime", "must be a time such as 2026-01-31T12:00:00.000Z");
    }
  }

  /// A record of a change that no store has reported in this shape.
  public static ObjectChange made(Made made) {
    ObjectNode record = JSON.createObjectNode();
    record.put("eventVersion", "2.6");
    record.put("eventSource", "aws:s3");
    record.put("awsRegion", made.place.region);
    record.put("eventTime", TIME.format(made.time));
    record.put("eventName", made.name);
    record.putObject("userIdentity").put("principalId", made.place.principal);
    record.putObject("requestParameters").put("sourceIPAddress", "");
    record.putObject("responseElements");
    ObjectNode s3 = record.putObject("s3");
    s3.put("s3SchemaVersion", "1.0");
    s3.put("configurationId", made.place.configurationId);
    ObjectNode bucket = s3.putObject("bucket");
    bucket.put("name", made.place.bucket);
    bucket.putObject("ownerIdentity").put("principalId", made.place.principal);
    bucket.put("arn", "arn:aws:s3:::" + made.place.bucket);
    ObjectNode object = s3.putObject("object");
    object.put("key", ObjectKeys.encoded(made.key));
    if (made.size != null) {
      object.put("size", made.size);
    }
    if (made.eTag != null) {
      object.put("eTag", made.eTag);
    }
    if (made.versionId != null) {
      object.put("versionId", made.versionId);
    }
    object.put("sequencer", made.sequencer);
    return new ObjectChange(
        made.name,
        made.place.bucket,
        made.key,
        made.versionId,
        made.eTag,
        made.sequencer,
        made.time,
        record);
  }

  /// The place that events name.
  ///
  /// @param principal the account that stands for whoever changed something, which is not known
  public record Place(String bucket, String region, String principal, String configurationId) {}

  /// What is known of a change.
  public record Made(
      Place place,
      String name,
      String key,
      @Nullable Long size,
      @Nullable String eTag,
      @Nullable String versionId,
      String sequencer,
      Instant time) {}
}
