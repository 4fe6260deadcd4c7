package dev.tripline.dispatcher.access.execution;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// The key that sessions hang on. Everything that it makes of a statement is made again where the
/// session is verified. Pure; safe for many threads.
final class SessionRoot {
  static final int TAG_BYTES = 32;

  private static final String MAC = "HmacSHA256";
  private static final String LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
  private static final int ID_LETTERS = 16;

  /// 240 bits in 40 characters, as long as a secret of AWS's.
  private static final int SECRET_BYTES = 30;

  private final SecretKeySpec key;

  /// @param key 256 bits
  SessionRoot(byte[] key) {
    this.key = new SecretKeySpec(key, MAC);
  }

  byte[] tag(byte[] statement) {
    return mac("token", statement);
  }

  String secret(byte[] statement) {
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(Arrays.copyOf(mac("secret", statement), SECRET_BYTES));
  }

  /// The same for all sessions of one function in one role: servers that keep data by access key, as
  /// DynamoDB Local does, keep it for the function.
  String accessKeyId(SessionStatement statement) {
    byte[] digest =
        mac(
            "access key",
            (statement.function() + "\n" + statement.role()).getBytes(StandardCharsets.UTF_8));
    StringBuilder id = new StringBuilder(FunctionSessions.ID_PREFIX);
    for (int i = 0; i < ID_LETTERS; i++) {
      id.append(LETTERS.charAt(digest[i] & 31));
    }
    return id.toString();
  }

  private byte[] mac(String use, byte[] bytes) {
    try {
      Mac mac = Mac.getInstance(MAC);
      mac.init(key);
      mac.update(use.getBytes(StandardCharsets.UTF_8));
      mac.update((byte) 0);
      return mac.doFinal(bytes);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java has HmacSHA256", e);
    }
  }
}
