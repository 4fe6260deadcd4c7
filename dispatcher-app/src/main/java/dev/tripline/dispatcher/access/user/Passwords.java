package dev.tripline.dispatcher.access.user;

import dev.tripline.dispatcher.rest.ApiProblem;
import java.security.SecureRandom;
import java.text.Normalizer;
import java.time.Duration;
import java.util.Base64;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.springframework.security.crypto.argon2.Argon2PasswordEncoder;

/// Hashes passwords with Argon2id (19 MB, two passes: OWASP's recommendation). Two at once at most, so that
/// logins take 38 MB of memory and no more than two processors. Blocking; safe for many threads.
public final class Passwords {
  private static final int SHORTEST = 12;
  private static final int LONGEST = 128;
  private static final int SALT_BYTES = 16;
  private static final int HASH_BYTES = 32;
  private static final int KILOBYTES = 19 * 1024;
  private static final int PASSES = 2;
  private static final int AT_ONCE = 2;
  private static final Duration LONGEST_WAIT = Duration.ofSeconds(5);
  private static final SecureRandom RANDOM = new SecureRandom();

  /// The hash that is compared where there is no user: no password is known to lead to it.
  private static final String NOBODY =
      "$argon2id$v=19$m=%d,t=%d,p=1$%s$%s"
          .formatted(KILOBYTES, PASSES, zeros(SALT_BYTES), zeros(HASH_BYTES));

  private final Argon2PasswordEncoder encoder =
      new Argon2PasswordEncoder(SALT_BYTES, HASH_BYTES, 1, KILOBYTES, PASSES);
  private final Semaphore permits = new Semaphore(AT_ONCE, true);

  /// The outcome of a comparison.
  public enum Match {
    RIGHT,
    WRONG,
    /// Too many others are waiting; it was not compared.
    BUSY
  }

  /// 144 random bits.
  static String generated() {
    byte[] random = new byte[18];
    RANDOM.nextBytes(random);
    return Base64.getUrlEncoder().encodeToString(random);
  }

  /// @throws ApiProblem 400 if it is too short or too long
  static void requireValid(String field, String password) {
    int length = password.codePointCount(0, password.length());
    if (length < SHORTEST || length > LONGEST || password.isBlank()) {
      throw ApiProblem.invalid(
          field, "%d to %d characters are expected".formatted(SHORTEST, LONGEST));
    }
  }

  /// @throws ApiProblem 503 if too many others are waiting
  String hash(String password) {
    if (!enter()) {
      throw ApiProblem.unavailable("too many passwords are being checked; try again", LONGEST_WAIT);
    }
    try {
      return encoder.encode(normal(password));
    } finally {
      permits.release();
    }
  }

  /// Takes as long if there is no hash to compare with.
  public Match compare(String password, @Nullable String hash) {
    if (!enter()) {
      return Match.BUSY;
    }
    try {
      // A longer one is nobody's; hashing it would be work without an end.
      String compared = password.length() > 2 * LONGEST ? "" : normal(password);
      boolean right = encoder.matches(compared, hash == null ? NOBODY : hash);
      return right && hash != null ? Match.RIGHT : Match.WRONG;
    } finally {
      permits.release();
    }
  }

  private boolean enter() {
    try {
      return permits.tryAcquire(LONGEST_WAIT.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /// The same text is typed in different code points on different keyboards.
  private static String normal(String password) {
    return Normalizer.normalize(password, Normalizer.Form.NFC);
  }

  private static String zeros(int bytes) {
    return Base64.getEncoder().withoutPadding().encodeToString(new byte[bytes]);
  }
}
