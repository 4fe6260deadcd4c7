package dev.tripline.dispatcher.idempotency;

import dev.tripline.adapter.http.proxy.ProxyRequest;
import dev.tripline.spi.source.DedupKey;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A request with the key under which it may come again.
///
/// @param scope within which keys are told apart
/// @param key as it was sent
/// @param fingerprint equal for the same request, and for no other
public record KeyedRequest(String scope, String key, String fingerprint) {
  /// The header that has the key.
  public static final String HEADER = "Idempotency-Key";

  private static final String LOWER_CASE = HEADER.toLowerCase(Locale.ROOT);

  /// In answers that repeat an earlier one.
  public static final String REPLAYED = "Idempotency-Replayed";

  static final int LONGEST_KEY = 255;

  /// @param parts of the request by which it is the same, its body apart
  public static KeyedRequest of(String scope, String key, List<String> parts, byte[] body) {
    return new KeyedRequest(scope, key, fingerprint(parts, body));
  }

  /// A request to a function that has a key; empty for one that has none.
  ///
  /// @param path by which it is the same
  /// @param caller the ARN of the one who proved to have sent it; null for nobody
  public static Optional<KeyedRequest> of(
      String scope, ProxyRequest request, String path, @Nullable String caller) {
    return request
        .header(LOWER_CASE)
        .map(key ->
            of(
                scope,
                key,
                List.of(
                    request.method(),
                    path,
                    request.query(),
                    request.header("content-type").orElse(""),
                    caller == null ? "" : caller),
                request.body()));
  }

  static String fingerprint(List<String> parts, byte[] body) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      for (String part : parts) {
        digest.update((part + "\n").getBytes(StandardCharsets.UTF_8));
      }
      return HexFormat.of().formatHex(digest.digest(body));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JVM has SHA-256", e);
    }
  }

  /// The deduplication key of one of the request's events, the same each time it comes.
  public String dedupKey(int index) {
    return DedupKey.of("idempotency-key\n" + scope + "\n" + index + "\n" + key);
  }

  /// The id of one of the request's events or messages, the same each time it comes.
  public String id(int index) {
    return UUID.nameUUIDFromBytes(dedupKey(index).getBytes(StandardCharsets.UTF_8)).toString();
  }
}
