package dev.tripline.sdk.event;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// An event of S3, or of a folder that is watched as a bucket, about its objects.
public record StorageEvent(List<Notice> records) {

  /// One thing that happened.
  ///
  /// @param eventName for instance `ObjectCreated:Put` or `ObjectRemoved:Delete`
  public record Notice(String eventName, @Nullable Instant eventTime, Storage s3) {
    public boolean created() {
      return eventName.startsWith("ObjectCreated:");
    }

    public String bucket() {
      return s3.bucket().name();
    }

    /// The object's key as it is in the bucket; in the event it is URL-encoded.
    public String key() {
      return URLDecoder.decode(s3.object().key(), StandardCharsets.UTF_8);
    }
  }

  public record Storage(Bucket bucket, StoredObject object) {}

  public record Bucket(String name) {}

  /// @param key URL-encoded, as S3 sends it; see [Notice#key()]
  /// @param size in bytes; null when it was removed
  /// @param sequencer compares as text: of two events of one key the later has the greater
  public record StoredObject(
      String key, @Nullable Long size, @Nullable String eTag, @Nullable String sequencer) {}
}
