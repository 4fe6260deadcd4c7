package dev.tripline.dispatcher.alert.notice;

import java.nio.charset.StandardCharsets;
import java.security.InvalidKeyException;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// The symmetric signature of Standard Webhooks. Pure.
///
/// @see <a
///     href="https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md">Standard
///     Webhooks</a>
final class WebhookSigning {
  private static final String PREFIX = "whsec_";
  private static final String ALGORITHM = "HmacSHA256";

  private WebhookSigning() {}

  /// The value of the header `webhook-signature`.
  ///
  /// @param secret base64, often behind `whsec_`
  /// @param time seconds since 1970
  /// @throws IllegalArgumentException if the secret is no base64, or empty; it is not repeated
  static String sign(String secret, String id, String time, byte[] body) {
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(new SecretKeySpec(key(secret.strip()), ALGORITHM));
      mac.update((id + "." + time + ".").getBytes(StandardCharsets.UTF_8));
      return "v1," + Base64.getEncoder().encodeToString(mac.doFinal(body));
    } catch (NoSuchAlgorithmException | InvalidKeyException e) {
      throw new IllegalStateException("every JVM has " + ALGORITHM, e);
    }
  }

  private static byte[] key(String secret) {
    byte[] key;
    try {
      key =
          Base64.getDecoder()
              .decode(secret.startsWith(PREFIX) ? secret.substring(PREFIX.length()) : secret);
    } catch (IllegalArgumentException _) {
      throw new IllegalArgumentException("the secret is not whsec_ and base64");
    }
    if (key.length == 0) {
      throw new IllegalArgumentException("the secret is empty");
    }
    return key;
  }
}
