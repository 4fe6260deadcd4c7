package dev.tripline.store.cipher;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// Encrypts the values of some columns before they are written, and decrypts them when they are read. A
/// value says by which key it was encrypted; one that was written without a key is read as it is. Without
/// an active key values are written as they are. Each value is bound to its column and to its row. Safe for
/// many threads; reads the keys only if it meets an unknown one.
public final class PayloadCipher {
  /// How encrypted bytes begin; no text does.
  private static final byte[] MAGIC = {0, 'T', 'P', 'C'};

  /// How encrypted texts begin.
  private static final String TEXT = "~sealed:";

  /// No more characters or bytes of a value are needed to see which key it has.
  public static final int LONGEST_HEAD = 128;

  /// A value that only looks encrypted has this in place of a key's id.
  private static final String NO_KEY = "";

  private static final String VERSION = "1";

  private final PayloadKeys keys;
  private final Map<String, ExtendedGcm> known = new ConcurrentHashMap<>();

  public PayloadCipher(PayloadKeys keys) {
    this.keys = keys;
  }

  /// The value as it is to be stored.
  ///
  /// @param row the values of [SealedColumn#bound()]
  public byte[] seal(SealedColumn column, byte[] plain, String... row) {
    PayloadKeys.Key key = active().orElse(null);
    if (key == null) {
      return startsWith(plain, MAGIC) ? joined(head(NO_KEY), plain) : plain;
    }
    return sealed(head(key.id()), key, bound(column, row), plain);
  }

  /// The text as it is to be stored.
  ///
  /// @param row the values of [SealedColumn#bound()]
  public String seal(SealedColumn column, String plain, String... row) {
    PayloadKeys.Key key = active().orElse(null);
    if (key == null) {
      return plain.startsWith(TEXT) ? TEXT + VERSION + "::" + plain : plain;
    }
    byte[] value =
        sealed(new byte[0], key, bound(column, row), plain.getBytes(StandardCharsets.UTF_8));
    return TEXT + VERSION + ":" + key.id() + ":" + Base64.getEncoder().encodeToString(value);
  }

  /// As [#seal(SealedColumn, byte[], String...)], null for null.
  public byte @Nullable [] sealIfAny(SealedColumn column, byte @Nullable [] plain, String... row) {
    return plain == null ? null : seal(column, plain, row);
  }

  /// As [#seal(SealedColumn, String, String...)], null for null.
  public @Nullable String sealIfAny(SealedColumn column, @Nullable String plain, String... row) {
    return plain == null ? null : seal(column, plain, row);
  }

  /// The value that was stored.
  ///
  /// @throws UnreadableValueException if its key is missing, or it stood in another row or was changed
  public byte[] open(SealedColumn column, byte[] stored, String... row) {
    String id = keyOf(stored);
    if (id == null) {
      return stored;
    }
    int head = head(id).length;
    return id.equals(NO_KEY)
        ? Arrays.copyOfRange(stored, head, stored.length)
        : opened(column, id, stored, head, row);
  }

  /// The text that was stored.
  ///
  /// @throws UnreadableValueException if its key is missing, or it stood in another row or was changed
  public String open(SealedColumn column, String stored, String... row) {
    String id = keyOf(stored);
    if (id == null) {
      return stored;
    }
    String rest = stored.substring(TEXT.length() + VERSION.length() + id.length() + 2);
    if (id.equals(NO_KEY)) {
      return rest;
    }
    try {
      byte[] value = Base64.getDecoder().decode(rest);
      return new String(opened(column, id, value, 0, row), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      throw changed(column, id, e);
    }
  }

  /// As [#open(SealedColumn, byte[], String...)], null for null.
  public byte @Nullable [] openIfAny(SealedColumn column, byte @Nullable [] stored, String... row) {
    return stored == null ? null : open(column, stored, row);
  }

  /// As [#open(SealedColumn, String, String...)], null for null.
  public @Nullable String openIfAny(SealedColumn column, @Nullable String stored, String... row) {
    return stored == null ? null : open(column, stored, row);
  }

  /// As [#open(SealedColumn, String, String...)], for people: of a value that cannot be decrypted the
  /// reason, null for null.
  public @Nullable String openOrReason(
      SealedColumn column, @Nullable String stored, String... row) {
    try {
      return openIfAny(column, stored, row);
    } catch (UnreadableValueException e) {
      return e.reason();
    }
  }

  /// The id of the key of a stored value, of which the beginning is enough; empty for one that only looks
  /// encrypted, null for one that was written as it is.
  public static @Nullable String keyOf(byte[] stored) {
    int idAt = MAGIC.length + 2;
    if (stored.length < idAt || !startsWith(stored, MAGIC) || stored[MAGIC.length] != '1') {
      return null;
    }
    int end = idAt + stored[idAt - 1];
    return end < idAt || stored.length < end
        ? null
        : new String(stored, idAt, end - idAt, StandardCharsets.US_ASCII);
  }

  /// As [#keyOf(byte[])].
  public static @Nullable String keyOf(String stored) {
    String begin = TEXT + VERSION + ":";
    int end = stored.startsWith(begin) ? stored.indexOf(':', begin.length()) : -1;
    return end < 0 ? null : stored.substring(begin.length(), end);
  }

  private Optional<PayloadKeys.Key> active() {
    return keys.active(() -> false);
  }

  private static byte[] head(String id) {
    byte[] name = id.getBytes(StandardCharsets.US_ASCII);
    byte[] head = Arrays.copyOf(MAGIC, MAGIC.length + 2 + name.length);
    head[MAGIC.length] = '1';
    head[MAGIC.length + 1] = (byte) name.length;
    System.arraycopy(name, 0, head, MAGIC.length + 2, name.length);
    return head;
  }

  private byte[] sealed(byte[] head, PayloadKeys.Key key, byte[] bound, byte[] plain) {
    byte[] nonce = ExtendedGcm.nonce();
    int start = head.length + nonce.length;
    byte[] value = Arrays.copyOf(head, start + plain.length + ExtendedGcm.TAG_BYTES);
    System.arraycopy(nonce, 0, value, head.length, nonce.length);
    known
        .computeIfAbsent(key.id(), _ -> new ExtendedGcm(key.bytes()))
        .encrypt(nonce, bound, plain, value, start);
    return value;
  }

  private byte[] opened(SealedColumn column, String id, byte[] from, int offset, String... row) {
    ExtendedGcm gcm = known.get(id);
    if (gcm == null) {
      PayloadKeys.Key key = keys.find(id).orElseThrow(() -> missing(column, id));
      gcm = known.computeIfAbsent(id, _ -> new ExtendedGcm(key.bytes()));
    }
    try {
      return gcm.decrypt(from, offset, bound(column, row));
    } catch (GeneralSecurityException | IllegalArgumentException e) {
      throw changed(column, id, e);
    }
  }

  private static UnreadableValueException missing(SealedColumn column, String id) {
    return new UnreadableValueException(
        "a value of %s is encrypted with the key %s, which is not in the file of payload keys; it stays as it is until the key is back"
            .formatted(column, id),
        "cannot be decrypted: the key %s is missing".formatted(id),
        null);
  }

  private static UnreadableValueException changed(SealedColumn column, String id, Exception cause) {
    return new UnreadableValueException(
        "a value of %s was changed in the store, moved from another row, or encrypted with another key than that of the id %s here"
            .formatted(column, id),
        "cannot be decrypted: it was changed in the store, or the key %s is another one"
            .formatted(id),
        cause);
  }

  /// Each part with its length before it, so that no two rows have the same.
  private static byte[] bound(SealedColumn column, String... row) {
    if (row.length != column.bound().size()) {
      throw new IllegalArgumentException(column + " is bound to " + column.bound());
    }
    StringBuilder bound = new StringBuilder(VERSION).append(' ').append(column);
    for (String part : row) {
      bound.append(' ').append(part.length()).append(':').append(part);
    }
    return bound.toString().getBytes(StandardCharsets.UTF_8);
  }

  private static byte[] joined(byte[] first, byte[] second) {
    byte[] joined = Arrays.copyOf(first, first.length + second.length);
    System.arraycopy(second, 0, joined, first.length, second.length);
    return joined;
  }

  private static boolean startsWith(byte[] value, byte[] start) {
    return value.length >= start.length
        && Arrays.equals(value, 0, start.length, start, 0, start.length);
  }
}
