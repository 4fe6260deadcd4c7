package dev.tripline.adapter.storage;

import dev.tripline.spi.source.DedupKey;
import dev.tripline.spi.source.Event;
import java.io.ByteArrayOutputStream;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.json.JsonMapper;

/// Events in the shape of S3's notifications: see "Event message structure" in the S3 user guide.
final class S3EventJson {
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSS'Z'", Locale.ROOT)
          .withZone(ZoneOffset.UTC);

  private S3EventJson() {}

  /// @param time when it was noticed
  /// @param dedupKey names this change and no other
  static Event event(
      FolderBucketSettings.Bucket bucket, Change change, Instant time, String dedupKey) {
    String id = UUID.nameUUIDFromBytes(dedupKey.getBytes(StandardCharsets.UTF_8)).toString();
    return new Event(
        id,
        arn(bucket),
        "aws.s3." + change.name().text(),
        change.key(),
        time,
        "application/json",
        Map.of(),
        payload(bucket, change, time, id),
        dedupKey);
  }

  /// One change of one object.
  ///
  /// @param link to the file; null for none
  record Change(
      S3EventName name,
      String key,
      FileContents read,
      String sequencer,
      FileLinker.@Nullable Link link) {}

  private static byte[] payload(
      FolderBucketSettings.Bucket bucket, Change change, Instant time, String requestId) {
    var bytes = new ByteArrayOutputStream();
    try (JsonGenerator json = JSON.createGenerator(bytes)) {
      json.writeStartObject();
      json.writeArrayPropertyStart("Records");
      json.writeStartObject();
      json.writeStringProperty("eventVersion", "2.6");
      json.writeStringProperty("eventSource", "aws:s3");
      json.writeStringProperty("awsRegion", bucket.region());
      json.writeStringProperty("eventTime", TIME.format(time));
      json.writeStringProperty("eventName", change.name().text());
      principal(json, "userIdentity", bucket.accountId());
      json.writeObjectPropertyStart("requestParameters");
      json.writeStringProperty("sourceIPAddress", "127.0.0.1");
      json.writeEndObject();
      json.writeObjectPropertyStart("responseElements");
      json.writeStringProperty(
          "x-amz-request-id", requestId.replace("-", "").substring(0, 16).toUpperCase(Locale.ROOT));
      json.writeStringProperty("x-amz-id-2", requestId);
      json.writeEndObject();
      json.writeObjectPropertyStart("s3");
      json.writeStringProperty("s3SchemaVersion", "1.0");
      json.writeStringProperty("configurationId", bucket.configurationId());
      json.writeObjectPropertyStart("bucket");
      json.writeStringProperty("name", bucket.name());
      principal(json, "ownerIdentity", bucket.accountId());
      json.writeStringProperty("arn", arn(bucket));
      json.writeEndObject();
      json.writeObjectPropertyStart("object");
      json.writeStringProperty("key", encoded(change.key()));
      if (change.name() == S3EventName.CREATED) {
        json.writeNumberProperty("size", change.read().file().size());
        json.writeStringProperty("eTag", change.read().file().eTag());
      }
      json.writeStringProperty("sequencer", change.sequencer());
      contents(json, change.read());
      FileLinker.Link link = change.link();
      if (link != null) {
        json.writeStringProperty("link", link.url());
        json.writeStringProperty("linkExpires", link.expires().toString());
      }
      json.writeEndObject();
      json.writeEndObject();
      json.writeEndObject();
      json.writeEndArray();
      json.writeEndObject();
    }
    return bytes.toByteArray();
  }

  private static void contents(JsonGenerator json, FileContents read) {
    if (!read.wanted()) {
      return;
    }
    if (read.bytes() == null) {
      json.writeStringProperty("bodyOmitted", "TooLarge");
    } else {
      json.writeName("body");
      json.writeBinary(read.bytes());
      json.writeBooleanProperty("isBase64Encoded", true);
    }
  }

  private static void principal(JsonGenerator json, String name, String accountId) {
    json.writeObjectPropertyStart(name);
    json.writeStringProperty("principalId", accountId);
    json.writeEndObject();
  }

  private static String arn(FolderBucketSettings.Bucket bucket) {
    return "arn:aws:s3:::" + bucket.name();
  }

  /// As S3 does it: like a form, but with its slashes.
  static String encoded(String key) {
    return URLEncoder.encode(key, StandardCharsets.UTF_8).replace("%2F", "/");
  }

  /// Unique among the changes of one trigger, and the same when the same change is found again.
  ///
  /// @param before distinguishes this change of the key from another that looks the same
  static String dedupKey(S3EventName name, String key, KnownFile file, String before) {
    return DedupKey.of(String.join("\n", name.text(), before, file.state(), key));
  }
}
