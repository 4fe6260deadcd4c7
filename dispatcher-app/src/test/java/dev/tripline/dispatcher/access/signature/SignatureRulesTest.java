package dev.tripline.dispatcher.access.signature;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.http.ContentStreamProvider;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4FamilyHttpSigner;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4HttpSigner;
import software.amazon.awssdk.http.auth.spi.signer.HttpSigner;
import software.amazon.awssdk.identity.spi.AwsCredentialsIdentity;

/// The rules that the public suites do not touch, with requests that AWS's own signer has signed.
class SignatureRulesTest {
  private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
  private static final String SECRET = "0123456789012345678901234567890123456789";
  private static final byte[] BODY = "{\"name\":\"you\"}".getBytes(StandardCharsets.UTF_8);
  private static final String PATH =
      "/2015-03-31/functions/arn%3Aaws%3Alambda%3Aus-east-1%3A000000000000%3Afunction%3Aa/invocations";

  private static final SignatureVerifier VERIFIER =
      new SignatureVerifier(SigningRules.of("lambda", null), () -> NOW);

  @Test
  void signature_of_the_sdk_for_java_is_accepted() {
    assertThat(refusal(signed(NOW), BODY)).isEmpty();
  }

  @Test
  void presigned_url_is_accepted_until_it_expires() {
    SdkHttpRequest url = presigned(NOW.minusSeconds(3600), Duration.ofHours(2));
    assertThat(refusal(request(url), new byte[0])).isEmpty();
    SdkHttpRequest old = presigned(NOW.minusSeconds(7201), Duration.ofHours(2));
    assertThat(message(request(old), new byte[0])).startsWith("Signature expired: ");
    SdkHttpRequest early = presigned(NOW.plusSeconds(301), Duration.ofHours(2));
    assertThat(message(request(early), new byte[0])).startsWith("Signature not yet current: ");
  }

  @Test
  void clocks_may_be_five_minutes_apart_and_no_more() {
    assertThat(refusal(signed(NOW.minusSeconds(300)), BODY)).isEmpty();
    assertThat(refusal(signed(NOW.plusSeconds(300)), BODY)).isEmpty();
    assertThat(message(signed(NOW.minusSeconds(301)), BODY))
        .isEqualTo(
            "Signature expired: 20260301T115459Z is now earlier than 20260301T115500Z"
                + " (20260301T120000Z - 5 min.)");
    assertThat(message(signed(NOW.plusSeconds(301)), BODY))
        .isEqualTo(
            "Signature not yet current: 20260301T120501Z is still later than 20260301T120500Z"
                + " (20260301T120000Z + 5 min.)");
  }

  @Test
  void other_body_is_refused() {
    assertThat(reason(signed(NOW), "{\"name\":\"me\"}".getBytes(StandardCharsets.UTF_8)))
        .isEqualTo(Refusal.Reason.INVALID);
  }

  @Test
  void header_of_aws_that_is_not_signed_is_refused() {
    for (String name : List.of("x-amz-invocation-type", "x-amz-client-context", "x-amz-log-type")) {
      assertThat(message(with(signed(NOW), name, "Event"), BODY))
          .isEqualTo("'" + name + "' must be a 'SignedHeader' in the AWS Authorization.");
    }
    assertThat(refusal(with(signed(NOW), "x-amzn-trace-id", "Root=1-2-3"), BODY)).isEmpty();
  }

  @Test
  void signature_in_header_and_query_together_is_refused() {
    SignedRequest request = signed(NOW);
    SignedRequest both =
        new SignedRequest(
            request.method(), request.path(), "X-Amz-Signature=abc", request.headers());
    assertThat(message(both, BODY)).startsWith("Only one auth mechanism allowed");
  }

  @Test
  void unsigned_and_streamed_bodies_are_refused() {
    for (String digest :
        List.of(
            "UNSIGNED-PAYLOAD",
            "STREAMING-UNSIGNED-PAYLOAD-TRAILER",
            "STREAMING-AWS4-HMAC-SHA256-PAYLOAD")) {
      SignedRequest request = with(signed(NOW), "x-amz-content-sha256", digest);
      assertThat(refusal(request, BODY)).isPresent();
    }
    SignedRequest unsigned =
        request(
            sign(
                NOW,
                b ->
                    b.request(http(SdkHttpMethod.POST).toBuilder().protocol("https").build())
                        .putProperty(AwsV4HttpSigner.PAYLOAD_SIGNING_ENABLED, false)));
    assertThat(message(unsigned, BODY)).startsWith("UNSIGNED-PAYLOAD is not accepted");
  }

  @Test
  void other_service_is_refused_and_any_region_accepted_unless_one_is_named() {
    var sns = new SignatureVerifier(SigningRules.of("sns", null), () -> NOW);
    assertThat(sns.claim(signed(NOW)))
        .isEqualTo(
            new Refusal(
                Refusal.Reason.INVALID, "Credential should be scoped to correct service: 'sns'."));
    var frankfurt = new SignatureVerifier(SigningRules.of("lambda", "eu-central-1"), () -> NOW);
    assertThat(frankfurt.claim(signed(NOW)))
        .isEqualTo(
            new Refusal(Refusal.Reason.INVALID, "Credential should be scoped to a valid region."));
  }

  @Test
  void requests_without_a_whole_signature_are_refused_in_words_of_aws() {
    SignedRequest request = signed(NOW);
    assertThat(reason(without(request, "authorization"), BODY))
        .isEqualTo(Refusal.Reason.MISSING_TOKEN);
    assertThat(reason(replaced(request, "authorization", "Bearer abc"), BODY))
        .isEqualTo(Refusal.Reason.MISSING_TOKEN);
    assertThat(message(replaced(request, "authorization", "AWS4-HMAC-SHA256 Credential=a"), BODY))
        .isEqualTo(
            "Authorization header requires 'Signature' parameter."
                + " Authorization header requires 'SignedHeaders' parameter.");
    assertThat(message(without(request, "x-amz-date"), BODY)).contains("'X-Amz-Date'");
    String twice = String.join("", request.header("authorization"));
    assertThat(message(with(request, "authorization", twice), BODY)).contains("only once");
    assertThat(message(with(request, "x-amz-date", "20260301T120000Z"), BODY))
        .contains("'X-Amz-Date'");
  }

  @Test
  void presigned_url_of_no_or_of_eternal_life_is_refused() {
    SignedRequest url = request(presigned(NOW, Duration.ofHours(1)));
    for (String life : List.of("0", "604801", "-1", "1e3", "")) {
      SignedRequest changed =
          new SignedRequest(
              url.method(),
              url.path(),
              url.query().replace("X-Amz-Expires=3600", "X-Amz-Expires=" + life),
              url.headers());
      assertThat(reason(changed, new byte[0])).isEqualTo(Refusal.Reason.INCOMPLETE);
    }
    SignedRequest twice =
        new SignedRequest(
            url.method(), url.path(), url.query() + "&X-Amz-Expires=3600", url.headers());
    assertThat(message(twice, new byte[0])).contains("only once");
  }

  private static SignedRequest signed(Instant at) {
    return request(sign(at, _ -> {}));
  }

  private static SdkHttpRequest presigned(Instant at, Duration life) {
    return AwsV4HttpSigner.create()
        .sign(r ->
            r.identity(AwsCredentialsIdentity.create("AKIATEST", SECRET))
                .request(http(SdkHttpMethod.GET))
                .putProperty(AwsV4HttpSigner.SERVICE_SIGNING_NAME, "lambda")
                .putProperty(AwsV4HttpSigner.REGION_NAME, "us-east-1")
                .putProperty(HttpSigner.SIGNING_CLOCK, Clock.fixed(at, ZoneOffset.UTC))
                .putProperty(
                    AwsV4FamilyHttpSigner.AUTH_LOCATION,
                    AwsV4FamilyHttpSigner.AuthLocation.QUERY_STRING)
                .putProperty(AwsV4FamilyHttpSigner.EXPIRATION_DURATION, life))
        .request();
  }

  private interface Change {
    void to(
        software.amazon.awssdk.http.auth.spi.signer.SignRequest.Builder<AwsCredentialsIdentity>
            sign);
  }

  private static SdkHttpRequest sign(Instant at, Change change) {
    return AwsV4HttpSigner.create()
        .sign(r -> {
          r.identity(AwsCredentialsIdentity.create("AKIATEST", SECRET))
              .request(http(SdkHttpMethod.POST))
              .payload(ContentStreamProvider.fromByteArray(BODY))
              .putProperty(AwsV4HttpSigner.SERVICE_SIGNING_NAME, "lambda")
              .putProperty(AwsV4HttpSigner.REGION_NAME, "us-east-1")
              .putProperty(HttpSigner.SIGNING_CLOCK, Clock.fixed(at, ZoneOffset.UTC));
          change.to(r);
        })
        .request();
  }

  private static SdkHttpRequest http(SdkHttpMethod method) {
    return SdkHttpRequest.builder()
        .uri(URI.create("http://127.0.0.1:9000" + PATH))
        .method(method)
        .putHeader("Content-Type", "application/json")
        .putRawQueryParameter("Qualifier", "$LATEST")
        .build();
  }

  private static SignedRequest request(SdkHttpRequest http) {
    var headers = new SignedRequest.Headers();
    http.forEachHeader((name, values) -> values.forEach(value -> headers.add(name, value)));
    return new SignedRequest(
        http.method().name(),
        http.encodedPath(),
        http.encodedQueryParameters().orElse(""),
        headers.byName());
  }

  private static SignedRequest with(SignedRequest request, String name, String value) {
    var headers = new SignedRequest.Headers();
    request.headers().forEach((key, values) -> values.forEach(v -> headers.add(key, v)));
    headers.add(name, value);
    return new SignedRequest(request.method(), request.path(), request.query(), headers.byName());
  }

  private static SignedRequest without(SignedRequest request, String name) {
    Map<String, List<String>> headers = new LinkedHashMap<>(request.headers());
    headers.remove(name);
    return new SignedRequest(request.method(), request.path(), request.query(), headers);
  }

  private static SignedRequest replaced(SignedRequest request, String name, String value) {
    return with(without(request, name), name, value);
  }

  private static Optional<Refusal> refusal(SignedRequest request, byte[] body) {
    return switch (VERIFIER.claim(request)) {
      case Refusal refusal -> Optional.of(refusal);
      case SignatureClaim claim -> VERIFIER.verify(request, claim, new SigningSecret(SECRET), body);
    };
  }

  private static String message(SignedRequest request, byte[] body) {
    return refusal(request, body).orElseThrow().message();
  }

  private static Refusal.Reason reason(SignedRequest request, byte[] body) {
    return refusal(request, body).orElseThrow().reason();
  }
}
