package dev.tripline.adapter.http.webhook;

import java.nio.charset.StandardCharsets;
import java.security.InvalidKeyException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/// The schemes by which senders of webhooks sign: each an HMAC-SHA256 over the body, two of them with the time.
/// Signatures are compared in constant time. Pure; safe for many threads.
public enum WebhookScheme {
  /// `webhook-id`, `webhook-timestamp`, `webhook-signature: v1,BASE64 …`.
  ///
  /// @see <a href="https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md">Standard Webhooks</a>
  STANDARD("standard-webhooks", true) {
    @Override
    Claim claim(Head head, byte[] body) throws WebhookRefusedException {
      String id = head.required("webhook-id");
      if (id.indexOf('.') >= 0) {
        throw new WebhookRefusedException(
            "webhook-id has a full stop, which parts it from the time in what is signed");
      }
      String time = head.required("webhook-timestamp");
      List<byte[]> signatures = new ArrayList<>();
      for (String part : head.required("webhook-signature").split(" ", -1)) {
        if (part.startsWith("v1,")) {
          base64(part.substring(3)).ifPresent(signatures::add);
        }
      }
      return new Claim(standardContent(id, time, body), time, signatures, id);
    }

    // The part behind whsec_ is in base64.
    @Override
    byte[] key(String secret) throws WebhookRefusedException {
      String text = secret.strip();
      return base64(text.startsWith("whsec_") ? text.substring(6) : text)
          .orElseThrow(() -> new WebhookRefusedException("the secret is not whsec_ and base64"));
    }
  },

  /// `Stripe-Signature: t=TIME,v1=HEX,…`.
  ///
  /// @see <a href="https://docs.stripe.com/webhooks#verify-manually">Verify webhook signatures</a>
  STRIPE("stripe", true) {
    @Override
    Claim claim(Head head, byte[] body) throws WebhookRefusedException {
      String time = "";
      List<byte[]> signatures = new ArrayList<>();
      for (String part : head.required("stripe-signature").split(",", -1)) {
        String[] pair = part.strip().split("=", 2);
        if (pair.length == 2 && pair[0].equals("t")) {
          time = pair[1];
        } else if (pair.length == 2 && pair[0].equals("v1")) {
          hex(pair[1]).ifPresent(signatures::add);
        }
      }
      return new Claim(join(time + ".", body), time, signatures, null);
    }

    @Override
    String identity(Claim claim, byte[] body) {
      try {
        String id = JSON.readTree(body).path("id").asString("");
        return id.isEmpty() ? digest(body) : id;
      } catch (JacksonException _) {
        return digest(body);
      }
    }
  },

  /// `X-Hub-Signature-256: sha256=HEX`. It has no time, and the delivery's id is not signed: one that is sent
  /// again is known by its body.
  ///
  /// @see <a href="https://docs.github.com/en/webhooks/using-webhooks/validating-webhook-deliveries">Validating webhook deliveries</a>
  GITHUB("github", false) {
    @Override
    Claim claim(Head head, byte[] body) throws WebhookRefusedException {
      String value = head.required("x-hub-signature-256");
      Optional<byte[]> signature =
          value.startsWith("sha256=") ? hex(value.substring(7)) : Optional.empty();
      return new Claim(body, "", signature.stream().toList(), null);
    }
  };

  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final String word;
  private final boolean timed;

  WebhookScheme(String word, boolean timed) {
    this.word = word;
    this.timed = timed;
  }

  /// The name in forms.
  public String word() {
    return word;
  }

  public static List<String> words() {
    return Arrays.stream(values()).map(WebhookScheme::word).toList();
  }

  public static WebhookScheme of(String word) {
    return Arrays.stream(values())
        .filter(scheme -> scheme.word.equals(word))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("no scheme " + word));
  }

  /// Reads headers by their lower-case names.
  @FunctionalInterface
  public interface Head {
    Optional<String> header(String name);

    /// An empty one is no identity, time or signature.
    private String required(String name) throws WebhookRefusedException {
      return header(name)
          .filter(value -> !value.isBlank())
          .orElseThrow(() -> new WebhookRefusedException("the header " + name + " is missing"));
    }
  }

  /// @param signed the bytes that the signatures are over
  /// @param time seconds since 1970; empty if the scheme has none
  /// @param id of the message; null if none was signed
  record Claim(byte[] signed, String time, List<byte[]> signatures, @Nullable String id) {}

  abstract Claim claim(Head head, byte[] body) throws WebhookRefusedException;

  byte[] key(String secret) throws WebhookRefusedException {
    return secret.getBytes(StandardCharsets.UTF_8);
  }

  String identity(Claim claim, byte[] body) {
    return claim.id() == null ? digest(body) : claim.id();
  }

  /// Verifies a request.
  ///
  /// @param secrets one of them must have signed; two while one replaces the other
  /// @param tolerance how far its time may be off, in either direction
  /// @return the identity of the message, the same when it is sent again
  /// @throws WebhookRefusedException if nobody who has a secret sent it, or not within the tolerance
  public String verify(
      Head head, byte[] body, List<String> secrets, Instant now, Duration tolerance)
      throws WebhookRefusedException {
    Claim claim = claim(head, body);
    boolean proven = false;
    for (String secret : secrets) {
      byte[] expected = hmac(key(secret), claim.signed());
      for (byte[] signature : claim.signatures()) {
        proven |= MessageDigest.isEqual(expected, signature);
      }
    }
    if (!proven) {
      throw new WebhookRefusedException("the signature does not match");
    }
    if (timed && !isWithin(claim.time(), now, tolerance)) {
      throw new WebhookRefusedException(
          "the signature is older or newer than " + tolerance.toSeconds() + " seconds");
    }
    return identity(claim, body);
  }

  /// The header `webhook-signature` of a message that is sent as [#STANDARD] says.
  ///
  /// @param secret base64, often behind `whsec_`
  /// @param time seconds since 1970
  /// @throws WebhookRefusedException if the secret is no base64, or empty; it is not repeated
  public static String standardSignature(String secret, String id, String time, byte[] body)
      throws WebhookRefusedException {
    byte[] signature = hmac(STANDARD.key(secret), standardContent(id, time, body));
    return "v1," + Base64.getEncoder().encodeToString(signature);
  }

  static byte[] standardContent(String id, String time, byte[] body) {
    return join(id + "." + time + ".", body);
  }

  private static boolean isWithin(String time, Instant now, Duration tolerance) {
    return time.matches("\\d{1,12}")
        && Duration.between(Instant.ofEpochSecond(Long.parseLong(time)), now)
                .abs()
                .compareTo(tolerance)
            <= 0;
  }

  static Optional<byte[]> hex(String text) {
    try {
      return Optional.of(HexFormat.of().parseHex(text));
    } catch (IllegalArgumentException _) {
      return Optional.empty();
    }
  }

  static Optional<byte[]> base64(String text) {
    try {
      return Optional.of(Base64.getDecoder().decode(text));
    } catch (IllegalArgumentException _) {
      return Optional.empty();
    }
  }

  static byte[] join(String head, byte[] body) {
    byte[] first = head.getBytes(StandardCharsets.UTF_8);
    byte[] all = Arrays.copyOf(first, first.length + body.length);
    System.arraycopy(body, 0, all, first.length, body.length);
    return all;
  }

  static String digest(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JVM has SHA-256", e);
    }
  }

  private static byte[] hmac(byte[] key, byte[] bytes) throws WebhookRefusedException {
    if (key.length == 0) {
      throw new WebhookRefusedException("the secret is empty");
    }
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(key, "HmacSHA256"));
      return mac.doFinal(bytes);
    } catch (NoSuchAlgorithmException | InvalidKeyException e) {
      throw new IllegalStateException("every JVM has HmacSHA256", e);
    }
  }
}
