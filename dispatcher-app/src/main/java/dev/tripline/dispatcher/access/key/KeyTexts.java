package dev.tripline.dispatcher.access.key;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Makes ids and secrets, and reads tokens. Safe for many threads.
final class KeyTexts {
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final String LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
  private static final Pattern TOKEN =
      Pattern.compile("tripline_(TLTK[A-Z2-7]{16})_([A-Za-z0-9_-]{40})");

  private KeyTexts() {}

  static String newId(AccessKey.Kind kind) {
    StringBuilder id = new StringBuilder(kind.prefix());
    for (int i = 0; i < 16; i++) {
      id.append(LETTERS.charAt(RANDOM.nextInt(LETTERS.length())));
    }
    return id.toString();
  }

  /// 240 bits in 40 characters, as long as a secret of AWS's.
  static String newSecret() {
    byte[] random = new byte[30];
    RANDOM.nextBytes(random);
    return Base64.getUrlEncoder().encodeToString(random);
  }

  /// The text that a caller sends as its token.
  static String token(String id, String secret) {
    return "tripline_" + id + "_" + secret;
  }

  /// @param secret the part that is kept as its digest only
  record Token(String id, String secret) {}

  /// Empty if it is none of ours.
  static Optional<Token> read(String token) {
    Matcher parts = TOKEN.matcher(token);
    return parts.matches()
        ? Optional.of(new Token(parts.group(1), parts.group(2)))
        : Optional.empty();
  }

  /// The digest that is kept of a token. Its secret is random and long, so one round is enough.
  static byte[] digest(String secret) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(secret.getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
