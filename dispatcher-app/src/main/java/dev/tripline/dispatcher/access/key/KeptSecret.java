package dev.tripline.dispatcher.access.key;

import dev.tripline.dispatcher.secret.Seals;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// One secret of a key as the store has it.
///
/// @param number raised by each rotation
/// @param keyId of the key that opens a signing key's secret; null for a token
/// @param wrappedKey of a signing key; null for a token
/// @param value sealed; of a token, its digest
/// @param validUntil null for the one that lasts
record KeptSecret(
    long number,
    @Nullable String keyId,
    byte @Nullable [] wrappedKey,
    byte[] value,
    @Nullable Instant validUntil) {

  static KeptSecret sealed(long number, Seals.Sealed seal) {
    return new KeptSecret(number, seal.keyId(), seal.wrappedKey(), seal.value(), null);
  }

  static KeptSecret digested(long number, byte[] digest) {
    return new KeptSecret(number, null, null, digest, null);
  }

  /// Null for a token.
  Seals.@Nullable Sealed seal() {
    return keyId == null || wrappedKey == null ? null : new Seals.Sealed(keyId, wrappedKey, value);
  }

  /// The text that its value is bound to.
  static String boundTo(String accessKeyId) {
    return "access key " + accessKeyId;
  }
}
