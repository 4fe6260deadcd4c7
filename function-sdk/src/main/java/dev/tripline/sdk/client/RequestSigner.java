package dev.tripline.sdk.client;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/// Signs requests to the Lambda API, or another one of AWS's that the dispatcher speaks, with AWS Signature
/// Version 4, for clients without AWS's SDK. Does not block; safe for many threads.
///
/// @see <a href="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html">Create a signed request</a>
public final class RequestSigner {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);
  private static final String MAC = "HmacSHA256";

  private final AccessKey key;
  private final String region;
  private final String service;
  private final InstantSource clock;

  /// Signs for the Lambda API.
  ///
  /// @param region such as `us-east-1`
  public RequestSigner(AccessKey key, String region, InstantSource clock) {
    this(key, region, "lambda", clock);
  }

  /// @param service its name in signatures, `sns` or `events` for instance
  public RequestSigner(AccessKey key, String region, String service, InstantSource clock) {
    this.key = key;
    this.region = region;
    this.service = service;
    this.clock = clock;
  }

  /// An access key of the dispatcher.
  ///
  /// @param sessionToken of one that does not last, as a function finds it in its environment; null
  ///     otherwise
  public record AccessKey(String id, String secret, @Nullable String sessionToken) {

    /// Without the secrets.
    @Override
    public String toString() {
      return "access key " + id;
    }
  }

  /// The headers to send besides those given, which must be sent as they are.
  ///
  /// @param headers those of the request that begin with `X-Amz-`, and others that are to be signed
  public Map<String, String> sign(
      String method, URI uri, Map<String, String> headers, byte[] body) {
    String time = TIME.format(clock.instant());
    Map<String, String> added = new TreeMap<>();
    added.put("X-Amz-Date", time);
    if (key.sessionToken != null) {
      added.put("X-Amz-Security-Token", key.sessionToken);
    }
    TreeMap<String, String> signed = new TreeMap<>();
    headers.forEach((name, value) -> signed.put(name.toLowerCase(Locale.ROOT), value.strip()));
    added.forEach((name, value) -> signed.put(name.toLowerCase(Locale.ROOT), value));
    signed.put("host", uri.getPort() < 0 ? uri.getHost() : uri.getHost() + ":" + uri.getPort());
    StringBuilder canonical = new StringBuilder(method).append('\n');
    canonical.append(encoded(uri.getRawPath())).append('\n');
    canonical.append(query(uri.getRawQuery())).append('\n');
    signed.forEach((name, value) -> canonical.append(name).append(':').append(value).append('\n'));
    String names = String.join(";", signed.keySet());
    canonical.append('\n').append(names).append('\n').append(digest(body));
    String scope = time.substring(0, 8) + "/" + region + "/" + service + "/aws4_request";
    String text =
        "AWS4-HMAC-SHA256\n" + time + "\n" + scope + "\n" + digest(bytes(canonical.toString()));
    byte[] derived = bytes("AWS4" + key.secret);
    for (String part : scope.split("/", -1)) {
      derived = mac(derived, part);
    }
    added.put(
        "Authorization",
        "AWS4-HMAC-SHA256 Credential=%s/%s, SignedHeaders=%s, Signature=%s"
            .formatted(key.id, scope, names, HexFormat.of().formatHex(mac(derived, text))));
    return added;
  }

  private static String query(@Nullable String raw) {
    if (raw == null || raw.isEmpty()) {
      return "";
    }
    String[] pairs = raw.split("&", -1);
    for (int i = 0; i < pairs.length; i++) {
      pairs[i] = pairs[i].contains("=") ? pairs[i] : pairs[i] + "=";
    }
    Arrays.sort(pairs);
    return String.join("&", pairs);
  }

  /// Each byte that is neither a letter, a digit nor one of `-._~`.
  private static String encoded(String path) {
    StringBuilder out = new StringBuilder();
    for (byte b : bytes(path.isEmpty() ? "/" : path)) {
      char c = (char) (b & 0xff);
      boolean plain =
          (c >= 'a' && c <= 'z')
              || (c >= 'A' && c <= 'Z')
              || (c >= '0' && c <= '9')
              || "-._~/".indexOf(c) >= 0;
      out.append(plain ? String.valueOf(c) : String.format(Locale.ROOT, "%%%02X", b & 0xff));
    }
    return out.toString();
  }

  private static String digest(byte[] body) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(body));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  private static byte[] mac(byte[] key, String text) {
    try {
      Mac mac = Mac.getInstance(MAC);
      mac.init(new SecretKeySpec(key, MAC));
      return mac.doFinal(bytes(text));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java has " + MAC, e);
    }
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
