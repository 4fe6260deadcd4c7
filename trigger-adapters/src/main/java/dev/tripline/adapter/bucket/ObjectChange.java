package dev.tripline.adapter.bucket;

import dev.tripline.spi.source.DedupKey;
import dev.tripline.spi.source.Event;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// One change of one object, from whatever store.
///
/// @param name of what happened, as in S3's events: `ObjectCreated:Put`
/// @param key as it is, not URL-encoded
/// @param versionId of the object; null in a bucket without versions
/// @param eTag null if it is not known, as for removals
/// @param sequencer orders the changes of one key, compared by [#compareOrder]; null if the store has none
/// @param time when it happened
/// @param record in the shape of S3's events; an element of their `Records`
/// @param dedupKey names this change and no other among those of a trigger
public record ObjectChange(
    String name,
    String bucket,
    String key,
    @Nullable String versionId,
    @Nullable String eTag,
    @Nullable String sequencer,
    Instant time,
    ObjectNode record,
    String dedupKey) {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  /// As a store reports it, which gives it a sequencer: it is known by bucket, key, version or eTag and
  /// sequencer. One without a sequencer is told apart by the time of the change.
  ObjectChange(
      String name,
      String bucket,
      String key,
      @Nullable String versionId,
      @Nullable String eTag,
      @Nullable String sequencer,
      Instant time,
      ObjectNode record) {
    this(
        name,
        bucket,
        key,
        versionId,
        eTag,
        sequencer,
        time,
        record,
        DedupKey.of(
            String.join(
                "\n",
                bucket,
                Integer.toString(key.length()),
                key,
                name,
                String.valueOf(versionId),
                String.valueOf(eTag),
                sequencer == null ? "at " + time : sequencer)));
  }

  /// The same under another deduplication key.
  public ObjectChange known(String by) {
    return new ObjectChange(name, bucket, key, versionId, eTag, sequencer, time, record, by);
  }

  /// Makes the event that a function is given.
  ///
  /// @param shown the record that the function sees
  Event toEvent(ObjectNode shown) {
    ObjectNode document = JSON.createObjectNode();
    document.putArray("Records").add(shown);
    return new Event(
        UUID.nameUUIDFromBytes(dedupKey.getBytes(StandardCharsets.UTF_8)).toString(),
        "arn:aws:s3:::" + bucket,
        "aws.s3." + name,
        key,
        time,
        "application/json",
        Map.of(),
        JSON.writeValueAsBytes(document),
        dedupKey);
  }

  /// Compares two sequencers of one key as S3 says: as hexadecimal numbers, the shorter one filled up
  /// with zeros on its right.
  public static int compareOrder(String a, String b) {
    int length = Math.max(a.length(), b.length());
    return filled(a, length).compareToIgnoreCase(filled(b, length));
  }

  /// A text of the sequencer that compares with others of its object, byte by byte, as S3 says; null
  /// without one.
  public @Nullable String orderText() {
    return sequencer == null ? null : sequencer.toUpperCase(Locale.ROOT).replaceFirst("0+$", "");
  }

  private static String filled(String sequencer, int length) {
    return sequencer + "0".repeat(length - sequencer.length());
  }
}
