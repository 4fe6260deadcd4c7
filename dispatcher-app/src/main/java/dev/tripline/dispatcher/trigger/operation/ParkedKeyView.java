package dev.tripline.dispatcher.trigger.operation;

import dev.tripline.dispatcher.access.rule.HiddenContent;
import dev.tripline.dispatcher.masking.Maskable;
import dev.tripline.dispatcher.masking.Masking;
import dev.tripline.dispatcher.rest.ApiProblem;
import dev.tripline.dispatcher.rest.RequestFields;
import dev.tripline.spi.parking.ParkedKeys.ParkedKey;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A parked key as it is shown.
///
/// @param id stands for the key where that fits in no path
/// @param deadLetterId of its first record
/// @param lastError of the last drain
public record ParkedKeyView(
    String key,
    String id,
    String shard,
    Instant since,
    String reason,
    @Nullable String deadLetterId,
    long records,
    long bytes,
    boolean draining,
    @Nullable String lastError)
    implements Maskable {

  /// Without the key, which is a part of records, and without the words of the function.
  @Override
  public ParkedKeyView withoutContent() {
    return with(HiddenContent.WORD, HiddenContent.WORD, HiddenContent.of(lastError));
  }

  /// With the words of the function as the rules show them. The key stays: it is by which it is redriven.
  @Override
  public ParkedKeyView masked(Masking masking) {
    return with(key, id, masking.words(null, lastError));
  }

  private ParkedKeyView with(String shownKey, String shownId, @Nullable String error) {
    return new ParkedKeyView(
        shownKey, shownId, shard, since, reason, deadLetterId, records, bytes, draining, error);
  }

  static ParkedKeyView of(ParkedKey key) {
    return new ParkedKeyView(
        key.key(),
        Base64.getUrlEncoder()
            .withoutPadding()
            .encodeToString(key.key().getBytes(StandardCharsets.UTF_8)),
        key.shardId(),
        key.since(),
        key.reason(),
        key.deadLetterId(),
        key.records(),
        key.bytes(),
        key.draining(),
        key.lastError());
  }

  /// The place of a key in the list, so that a page can begin after one that is gone by then.
  static String cursor(ParkedKey key) {
    String place = key.since().toEpochMilli() + ":" + key.key();
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(place.getBytes(StandardCharsets.UTF_8));
  }

  /// @throws ApiProblem if no list gave this cursor
  static ParkedKey place(String cursor) {
    try {
      String place = new String(Base64.getUrlDecoder().decode(cursor), StandardCharsets.UTF_8);
      int colon = place.indexOf(':');
      Instant since = Instant.ofEpochMilli(Long.parseLong(place.substring(0, Math.max(0, colon))));
      return new ParkedKey(place.substring(colon + 1), "", since, "", null, 0, 0, false, null);
    } catch (IllegalArgumentException _) {
      throw RequestFields.wrongCursor();
    }
  }

  /// The key that an id stands for; empty if it is none.
  static Optional<String> key(String id) {
    try {
      return Optional.of(new String(Base64.getUrlDecoder().decode(id), StandardCharsets.UTF_8));
    } catch (IllegalArgumentException _) {
      return Optional.empty();
    }
  }
}
