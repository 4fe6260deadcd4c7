package dev.tripline.store.cipher;

import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/// AES-256-GCM with nonces of 192 bits, as C2SP specifies XAES-256-GCM: each value has a key of its own,
/// derived from the key and the first half of a random nonce, so that one key is good for any number of
/// values. Safe for many threads.
final class ExtendedGcm {
  static final int NONCE_BYTES = 24;
  static final int TAG_BYTES = 16;
  private static final int HALF = 12;
  private static final int BLOCK = 16;
  private static final SecureRandom RANDOM = new SecureRandom();

  private final SecretKeySpec key;
  private final byte[] mask;

  ExtendedGcm(byte[] key) {
    this.key = new SecretKeySpec(key, "AES");
    this.mask = doubled(block(new byte[BLOCK]));
  }

  static byte[] nonce() {
    byte[] nonce = new byte[NONCE_BYTES];
    RANDOM.nextBytes(nonce);
    return nonce;
  }

  /// Writes the encrypted value and its tag.
  ///
  /// @param bound authenticated with the value, but not written
  /// @param to has room for the value and [#TAG_BYTES] behind `offset`
  void encrypt(byte[] nonce, byte[] bound, byte[] plain, byte[] to, int offset) {
    try {
      Cipher cipher = cipher(Cipher.ENCRYPT_MODE, nonce, 0, bound);
      cipher.doFinal(plain, 0, plain.length, to, offset);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("AES-256-GCM does not work here; nothing is stored", e);
    }
  }

  /// The value that stands behind `offset`, with its nonce before it.
  ///
  /// @throws javax.crypto.AEADBadTagException if it, its key or what it is bound to is another
  byte[] decrypt(byte[] from, int offset, byte[] bound) throws GeneralSecurityException {
    int start = offset + NONCE_BYTES;
    return cipher(Cipher.DECRYPT_MODE, from, offset, bound)
        .doFinal(from, start, from.length - start);
  }

  private Cipher cipher(int mode, byte[] nonce, int offset, byte[] bound)
      throws GeneralSecurityException {
    byte[] half = Arrays.copyOfRange(nonce, offset, offset + HALF);
    byte[] derived = new byte[2 * BLOCK];
    System.arraycopy(derived(1, half), 0, derived, 0, BLOCK);
    System.arraycopy(derived(2, half), 0, derived, BLOCK, BLOCK);
    Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
    cipher.init(
        mode,
        new SecretKeySpec(derived, "AES"),
        new GCMParameterSpec(8 * TAG_BYTES, nonce, offset + HALF, HALF));
    cipher.updateAAD(bound);
    return cipher;
  }

  /// CMAC of one full block: a counter, `X`, and the first half of the nonce.
  private byte[] derived(int counter, byte[] half) {
    byte[] message = new byte[BLOCK];
    message[1] = (byte) counter;
    message[2] = 'X';
    System.arraycopy(half, 0, message, BLOCK - HALF, HALF);
    for (int i = 0; i < BLOCK; i++) {
      message[i] ^= mask[i];
    }
    return block(message);
  }

  private byte[] block(byte[] plain) {
    try {
      Cipher cipher = Cipher.getInstance("AES/ECB/NoPadding");
      cipher.init(Cipher.ENCRYPT_MODE, key);
      return cipher.doFinal(plain);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java has AES", e);
    }
  }

  /// Times x in the field of 2^128 elements.
  private static byte[] doubled(byte[] block) {
    byte[] twice = new byte[BLOCK];
    int carry = 0;
    for (int i = BLOCK - 1; i >= 0; i--) {
      int shifted = (block[i] & 0xff) << 1 | carry;
      twice[i] = (byte) shifted;
      carry = shifted >> 8;
    }
    twice[BLOCK - 1] ^= (byte) (carry * 0x87);
    return twice;
  }
}
