package dev.tripline.dispatcher.secret;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/// Seals a value with a key of its own, which is sealed with one of the keys that are kept outside of
/// the store: AES-256-GCM both, bound to the secret's name, so that rows cannot be exchanged.
///
/// @param wrappedKey the value's own key, sealed
/// @param sealed the value
record Envelope(byte[] wrappedKey, byte[] sealed) {
  static final int KEY_BYTES = 32;
  private static final int NONCE_BYTES = 12;
  private static final int TAG_BITS = 128;
  private static final SecureRandom RANDOM = new SecureRandom();

  static byte[] newKey() {
    byte[] key = new byte[KEY_BYTES];
    RANDOM.nextBytes(key);
    return key;
  }

  static Envelope seal(byte[] outerKey, String name, String value) {
    byte[] own = newKey();
    return new Envelope(
        encrypt(outerKey, "key of " + name, own),
        encrypt(own, "value of " + name, value.getBytes(StandardCharsets.UTF_8)));
  }

  /// @throws IllegalStateException if key or name are not those that it was sealed with
  String open(byte[] outerKey, String name) {
    byte[] own = decrypt(outerKey, "key of " + name, wrappedKey, name);
    return new String(decrypt(own, "value of " + name, sealed, name), StandardCharsets.UTF_8);
  }

  /// The same value under another outer key.
  Envelope rewrap(byte[] oldKey, byte[] newKey, String name) {
    byte[] own = decrypt(oldKey, "key of " + name, wrappedKey, name);
    return new Envelope(encrypt(newKey, "key of " + name, own), sealed);
  }

  private static byte[] encrypt(byte[] key, String bound, byte[] plain) {
    byte[] nonce = new byte[NONCE_BYTES];
    RANDOM.nextBytes(nonce);
    try {
      byte[] sealed = cipher(Cipher.ENCRYPT_MODE, key, nonce, bound).doFinal(plain);
      return ByteBuffer.allocate(NONCE_BYTES + sealed.length).put(nonce).put(sealed).array();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("AES-256-GCM does not work here; nothing is stored", e);
    }
  }

  private static byte[] decrypt(byte[] key, String bound, byte[] sealed, String name) {
    ByteBuffer buffer = ByteBuffer.wrap(sealed);
    byte[] nonce = new byte[NONCE_BYTES];
    try {
      buffer.get(nonce);
      byte[] rest = new byte[buffer.remaining()];
      buffer.get(rest);
      return cipher(Cipher.DECRYPT_MODE, key, nonce, bound).doFinal(rest);
    } catch (AEADBadTagException e) {
      throw new IllegalStateException(
          "the secret " + name + " was changed in the store or sealed with another key", e);
    } catch (GeneralSecurityException | BufferUnderflowException e) {
      throw new IllegalStateException("the secret " + name + " cannot be decrypted", e);
    }
  }

  private static Cipher cipher(int mode, byte[] key, byte[] nonce, String bound)
      throws GeneralSecurityException {
    Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
    cipher.init(mode, new SecretKeySpec(key, "AES"), new GCMParameterSpec(TAG_BITS, nonce));
    cipher.updateAAD(bound.getBytes(StandardCharsets.UTF_8));
    return cipher;
  }
}
