package dev.tripline.adapter.http.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;

/// The examples that the publishers of the schemes give.
class WebhookSchemeTest {
  private static final Duration TOLERANCE = Duration.ofMinutes(5);
  private static final Instant STANDARD_TIME = Instant.ofEpochSecond(1614265330);

  private static WebhookScheme.Head head(Map<String, String> headers) {
    return name -> Optional.ofNullable(headers.get(name));
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  @Test
  void the_example_of_github_is_verified() throws Exception {
    var head =
        head(
            Map.of(
                "x-hub-signature-256",
                "sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17"));
    String secret = "It's a Secret to Everybody";

    String identity =
        WebhookScheme.GITHUB.verify(
            head, bytes("Hello, World!"), List.of(secret), Instant.EPOCH, TOLERANCE);

    assertThat(identity).matches("[0-9a-f]{64}");
    assertThatThrownBy(() ->
            WebhookScheme.GITHUB.verify(
                head, bytes("Hello, world!"), List.of(secret), Instant.EPOCH, TOLERANCE))
        .isInstanceOf(WebhookRefusedException.class)
        .hasMessage("the signature does not match");
  }

  @Test
  void what_is_sent_is_signed_as_it_is_verified() throws Exception {
    String secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
    String signature = WebhookScheme.standardSignature(secret, "msg_1", "1614265330", bytes("{}"));
    var head =
        head(
            Map.of(
                "webhook-id", "msg_1",
                "webhook-timestamp", "1614265330",
                "webhook-signature", signature));
    assertThat(
            WebhookScheme.STANDARD.verify(
                head, bytes("{}"), List.of(secret + "\n"), STANDARD_TIME, TOLERANCE))
        .isEqualTo("msg_1");
    assertThatThrownBy(
            () -> WebhookScheme.standardSignature("hush!", "msg_1", "1614265330", bytes("{}")))
        .isInstanceOf(WebhookRefusedException.class)
        .hasMessage("the secret is not whsec_ and base64");
  }

  private static String standard(Instant now) throws WebhookRefusedException {
    var head =
        head(
            Map.of(
                "webhook-id",
                "msg_p5jXN8AQM9LWM0D4loKWxJek",
                "webhook-timestamp",
                "1614265330",
                "webhook-signature",
                "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="));
    return WebhookScheme.STANDARD.verify(
        head,
        bytes("{\"test\": 2432232314}"),
        List.of("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"),
        now,
        TOLERANCE);
  }

  @Test
  void the_example_of_standard_webhooks_is_verified_within_its_time() throws Exception {
    assertThat(standard(STANDARD_TIME.plusSeconds(300))).isEqualTo("msg_p5jXN8AQM9LWM0D4loKWxJek");
    assertThat(standard(STANDARD_TIME.minusSeconds(300))).isNotEmpty();
    assertThatThrownBy(() -> standard(STANDARD_TIME.plusSeconds(301)))
        .isInstanceOf(WebhookRefusedException.class)
        .hasMessageContaining("older or newer than 300 seconds");
    assertThatThrownBy(() -> standard(STANDARD_TIME.minusSeconds(301)))
        .isInstanceOf(WebhookRefusedException.class);
  }

  /// Full stops part the id from the time and the body: one within an id would let them be cut elsewhere.
  @Test
  void the_parts_of_a_standard_webhook_cannot_be_cut_in_another_way() throws Exception {
    byte[] key = bytes("0123456789abcdef01234567");
    Mac mac = Mac.getInstance("HmacSHA256");
    mac.init(new SecretKeySpec(key, "HmacSHA256"));
    String time = Long.toString(STANDARD_TIME.getEpochSecond());
    String signature =
        Base64.getEncoder().encodeToString(mac.doFinal(bytes("q." + time + "." + time + ".rest")));
    for (String[] cut : new String[][] {{"q", time + ".rest"}, {"q." + time, "rest"}}) {
      var head =
          head(
              Map.of(
                  "webhook-id",
                  cut[0],
                  "webhook-timestamp",
                  time,
                  "webhook-signature",
                  "v1," + signature));
      var secrets = List.of(Base64.getEncoder().encodeToString(key));
      if (cut[0].equals("q")) {
        assertThat(
                WebhookScheme.STANDARD.verify(
                    head, bytes(cut[1]), secrets, STANDARD_TIME, TOLERANCE))
            .isEqualTo("q");
      } else {
        assertThatThrownBy(() ->
                WebhookScheme.STANDARD.verify(
                    head, bytes(cut[1]), secrets, STANDARD_TIME, TOLERANCE))
            .isInstanceOf(WebhookRefusedException.class)
            .hasMessageContaining("full stop");
      }
    }
  }

  @Test
  void a_request_without_signature_or_secret_is_refused() {
    for (WebhookScheme scheme : WebhookScheme.values()) {
      assertThatThrownBy(() ->
              scheme.verify(
                  head(Map.of()), bytes("{}"), List.of("c2VjcmV0"), STANDARD_TIME, TOLERANCE))
          .isInstanceOf(WebhookRefusedException.class)
          .hasMessageContaining("is missing");
    }
    assertThatThrownBy(() ->
            WebhookScheme.STANDARD.verify(
                head(Map.of("webhook-id", " ")),
                bytes("{}"),
                List.of("c2VjcmV0"),
                STANDARD_TIME,
                TOLERANCE))
        .isInstanceOf(WebhookRefusedException.class)
        .hasMessage("the header webhook-id is missing");
    assertThatThrownBy(() ->
            WebhookScheme.GITHUB.verify(
                head(Map.of("x-hub-signature-256", "sha256=" + "0".repeat(64))),
                bytes("{}"),
                List.of(""),
                STANDARD_TIME,
                TOLERANCE))
        .hasMessage("the secret is empty");
  }
}
