package dev.tripline.dispatcher.secret;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import javax.crypto.KDF;
import javax.crypto.spec.HKDFParameterSpec;

/// Seals values for other tables of the store than that of secrets, with the same keys. Blocking when
/// it reads the key file; safe for many threads.
public final class Seals {
  private final SecretKeys keys;
  private final BooleanSupplier nothingSealed;

  /// @param nothingSealed `true` as long as the store has no sealed value, so that keys may be made
  Seals(SecretKeys keys, BooleanSupplier nothingSealed) {
    this.keys = keys;
    this.nothingSealed = nothingSealed;
  }

  /// A value that only the keys outside of the store open.
  ///
  /// @param keyId of the outer key
  public record Sealed(String keyId, byte[] wrappedKey, byte[] value) {}

  /// @param name bound to the value, so that rows cannot be exchanged
  /// @throws IllegalStateException if the key file is missing or broken
  public Sealed seal(String name, String value) {
    SecretKeys.Key key = primary();
    Envelope envelope = Envelope.seal(key.bytes(), name, value);
    return new Sealed(key.id(), envelope.wrappedKey(), envelope.sealed());
  }

  /// @throws IllegalStateException if it was sealed under another name, or its key is missing here
  public String open(String name, Sealed sealed) {
    return new Envelope(sealed.wrappedKey(), sealed.value()).open(keys.key(sealed.keyId()), name);
  }

  /// The same value under the primary key; empty if it is sealed with it already.
  public Optional<Sealed> reseal(String name, Sealed sealed) {
    SecretKeys.Key key = primary();
    if (key.id().equals(sealed.keyId())) {
      return Optional.empty();
    }
    Envelope envelope =
        new Envelope(sealed.wrappedKey(), sealed.value())
            .rewrap(keys.key(sealed.keyId()), key.bytes(), name);
    return Optional.of(new Sealed(key.id(), envelope.wrappedKey(), envelope.sealed()));
  }

  /// A key for another purpose, that tells nothing of the one that it is made from.
  ///
  /// @param keyId of the key that it is made from
  /// @param key 256 bits
  public record Derived(String keyId, byte[] key) {}

  /// A key for the purpose, the same wherever the key file is the same. Asks the store only if there
  /// is no key file.
  ///
  /// @throws IllegalStateException if the key file is missing or broken
  public Derived derive(String purpose) {
    SecretKeys.Key key = primary();
    return new Derived(key.id(), derived(key.bytes(), purpose));
  }

  /// As [#derive(String)], from the key of that id; empty if the key file does not have it.
  public Optional<byte[]> derive(String purpose, String keyId) {
    return keys.find(keyId).map(key -> derived(key, purpose));
  }

  private static byte[] derived(byte[] key, String purpose) {
    try {
      return KDF.getInstance("HKDF-SHA256")
          .deriveData(
              HKDFParameterSpec.ofExtract()
                  .addIKM(key)
                  .thenExpand(purpose.getBytes(StandardCharsets.UTF_8), Envelope.KEY_BYTES));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java has HKDF-SHA256", e);
    }
  }

  SecretKeys.Key primary() {
    return keys.primary(nothingSealed);
  }
}
