package dev.tripline.adapter.sns;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tripline.adapter.sns.filter.FilterPolicy;
import dev.tripline.spi.source.Event;
import dev.tripline.spi.source.http.HttpAnswer;
import dev.tripline.spi.source.http.HttpEventSource;
import dev.tripline.spi.source.http.HttpPush;
import dev.tripline.testkit.source.push.HttpEventSourceContract;
import dev.tripline.testkit.source.push.MemoryEventSink;
import dev.tripline.testkit.topic.CertificateAuthority;
import dev.tripline.testkit.topic.CertificateAuthority.Identity;
import dev.tripline.testkit.topic.SnsPublisher;
import java.io.ByteArrayInputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The endpoint against messages that are signed as SNS signs them, and against forged ones.
class SnsEventSourceTest implements HttpEventSourceContract {
  private static final String TOPIC = "arn:aws:sns:us-east-1:123456789012:orders";
  private static final String CERTIFICATE =
      "https://sns.us-east-1.amazonaws.com" + SnsPublisher.CERTIFICATE_PATH;
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private static final CertificateAuthority AUTHORITY = CertificateAuthority.create(directory());
  private static final Identity SNS = AUTHORITY.issue("sns.amazonaws.com", 30);
  private static final Identity OTHER = AUTHORITY.issue("sns.example.org", 30);
  private static final Identity STRANGER =
      CertificateAuthority.create(directory()).issue("sns.amazonaws.com", 30);

  private static Path directory() {
    try {
      Path directory = Files.createTempDirectory("authority");
      directory.toFile().deleteOnExit();
      return directory;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private final Instant now = Instant.now().plusSeconds(60);
  private final Map<String, byte[]> web = new ConcurrentHashMap<>(Map.of(CERTIFICATE, SNS.pem()));
  private final List<String> asked = new CopyOnWriteArrayList<>();
  private final SnsPublisher publisher = new SnsPublisher(SNS, TOPIC, "2");

  private byte[] read(URI address) throws FileNotFoundException {
    asked.add(address.toString());
    byte[] found = web.get(address.toString());
    if (found == null) {
      throw new FileNotFoundException(address.toString());
    }
    return found;
  }

  private SnsEventSource source(SnsEndpointSettings settings, Instant at) {
    var certificates =
        new SigningCertificates(this::read, List.of(AUTHORITY.certificate()), () -> at);
    return new SnsEventSource(
        settings, new SnsVerifier(certificates, () -> at), this::read, () -> at);
  }

  private static SnsEndpointSettings settings(
      boolean confirms, SnsEndpointSettings.@Nullable Login raw) {
    return new SnsEndpointSettings(
        Set.of(TOPIC), confirms, FilterPolicy.ALL, MessageEvents.AS_LAMBDA, raw);
  }

  @Override
  public HttpEventSource source() {
    return source(settings(true, null), now);
  }

  @Override
  public Set<Capability> capabilities() {
    return EnumSet.noneOf(Capability.class);
  }

  @Override
  public HttpPush request(List<String> subjects) {
    String subject = subjects.getFirst();
    return push(SnsPublisher.body(publisher.notification("id-" + subject, subject, "text", now)));
  }

  @Override
  public List<HttpPush> invalid() {
    Map<String, String> without = publisher.notification("1", null, "text", now);
    without.remove("Signature");
    return List.of(
        push("{".getBytes(StandardCharsets.UTF_8)),
        push("[]".getBytes(StandardCharsets.UTF_8)),
        push("{\"Type\":\"Other\"}".getBytes(StandardCharsets.UTF_8)),
        push("[".repeat(100_000).getBytes(StandardCharsets.UTF_8)),
        push(
            "{\"Type\":\"Notification\",\"Type\":\"Notification\"}"
                .getBytes(StandardCharsets.UTF_8)),
        push(SnsPublisher.body(without)));
  }

  private HttpPush push(byte[] body) {
    return new HttpPush("POST", "", null, publisher.headers("Notification"), body);
  }

  private static int status(HttpEventSource source, HttpPush request, MemoryEventSink sink)
      throws InterruptedException {
    return source.receive(request, sink).status();
  }

  @Test
  void both_versions_of_signatures_are_verified_and_the_record_is_that_of_lambda()
      throws Exception {
    for (String version : SnsPublisher.versions()) {
      MemoryEventSink sink = new MemoryEventSink();
      var signing = new SnsPublisher(SNS, TOPIC, version);
      Map<String, String> message =
          signing.notification("m-1", "A subject", "line\n\"ü\" \\ \t", now);
      HttpPush request =
          push(SnsPublisher.body(message, "{\"a\":{\"Type\":\"String\",\"Value\":\"b\"}}"));
      assertThat(status(source(), request, sink)).isEqualTo(200);
      Event event = sink.accepted().getFirst();
      JsonNode record = JSON.readTree(event.payload()).path("Records").path(0);
      assertThat(record.path("EventSource").asString()).isEqualTo("aws:sns");
      assertThat(record.path("EventSubscriptionArn").asString()).startsWith(TOPIC + ":");
      assertThat(record.path("Sns").path("Message").asString()).isEqualTo("line\n\"ü\" \\ \t");
      assertThat(record.path("Sns").path("SignatureVersion").asString()).isEqualTo(version);
      assertThat(record.path("Sns").path("MessageAttributes").path("a").path("Value").asString())
          .isEqualTo("b");
    }
  }

  @Test
  void any_change_of_what_is_signed_is_refused() throws Exception {
    MemoryEventSink sink = new MemoryEventSink();
    HttpEventSource source = source();
    for (String member : List.of("Message", "MessageId", "Subject", "Timestamp", "TopicArn")) {
      Map<String, String> message = publisher.notification("m-1", "subject", "text", now);
      message.put(
          member,
          member.equals("Timestamp") ? now.minusSeconds(1).toString() : message.get(member) + "x");
      assertThat(status(source, push(SnsPublisher.body(message)), sink)).as(member).isEqualTo(403);
    }
    Map<String, String> withSubject = publisher.notification("m-1", null, "text", now);
    withSubject.put("Subject", "added");
    assertThat(status(source, push(SnsPublisher.body(withSubject)), sink)).isEqualTo(403);
    Map<String, String> downgraded = publisher.notification("m-1", null, "text", now);
    downgraded.put("SignatureVersion", "1");
    assertThat(status(source, push(SnsPublisher.body(downgraded)), sink)).isEqualTo(403);
    for (String version : List.of("0", "3", "", "SHA256withRSA")) {
      downgraded.put("SignatureVersion", version);
      assertThat(status(source, push(SnsPublisher.body(downgraded)), sink)).isBetween(400, 403);
    }
    for (String signature :
        List.of("?", "AAAA", Base64.getEncoder().encodeToString(new byte[256]))) {
      Map<String, String> message = publisher.notification("m-1", null, "text", now);
      message.put("Signature", signature);
      assertThat(status(source, push(SnsPublisher.body(message)), sink)).isEqualTo(403);
    }
    assertThat(sink.offers()).isEmpty();
  }

  @Test
  void certificates_elsewhere_are_not_even_read() throws Exception {
    MemoryEventSink sink = new MemoryEventSink();
    HttpEventSource source = source();
    String path = SnsPublisher.CERTIFICATE_PATH;
    for (String url :
        List.of(
            "http://sns.us-east-1.amazonaws.com" + path,
            "https://sns.eu-west-1.amazonaws.com" + path,
            "https://sns.us-east-1.amazonaws.com.evil.example" + path,
            "https://evil.example/sns.us-east-1.amazonaws.com" + path,
            "https://sns.us-east-1.amazonaws.com:8443" + path,
            "https://sns.us-east-1.amazonaws.com@evil.example" + path,
            "https://user@sns.us-east-1.amazonaws.com" + path,
            "https://sns.us-east-1.amazonaws.com/evil/.." + path,
            "https://sns.us-east-1.amazonaws.com//SimpleNotificationService-0123456789abcdef.pem",
            "https://sns.us-east-1.amazonaws.com" + path + "?x=1",
            "https://sns.us-east-1.amazonaws.com" + path + "#x",
            "https://sns.us-east-1.amazonaws.com/SimpleNotificationService-x.pem",
            "https://sns.us-east-1.amazonaws.com/other.pem",
            "https://sns-us-east-1.amazonaws.com" + path,
            "https://SNS.us-east-1.amazonaws.com" + path,
            "https://sns.us-east-1.amazonaws.com.cn" + path,
            "https://bucket.s3.amazonaws.com" + path,
            "https://169.254.169.254" + path,
            "file:///etc/passwd",
            " " + CERTIFICATE,
            CERTIFICATE + "\n")) {
      Map<String, String> message = publisher.notification("m-1", null, "text", now);
      message.put("SigningCertURL", url);
      assertThat(status(source, push(SnsPublisher.body(message)), sink)).as(url).isEqualTo(403);
    }
    assertThat(asked).isEmpty();
    assertThat(sink.offers()).isEmpty();
  }

  @Test
  void certificates_of_other_authorities_of_other_names_and_out_of_time_are_refused()
      throws Exception {
    MemoryEventSink sink = new MemoryEventSink();
    for (Identity signing : List.of(STRANGER, OTHER)) {
      web.put(CERTIFICATE, signing.pem());
      byte[] body = new SnsPublisher(signing, TOPIC, "2").notification("text", now);
      assertThat(status(source(), push(body), sink)).isEqualTo(403);
    }
    web.put(CERTIFICATE, SNS.pem());
    Instant later = now.plus(Duration.ofDays(40));
    byte[] body = publisher.notification("text", later);
    assertThat(status(source(settings(true, null), later), push(body), sink)).isEqualTo(403);
    web.put(CERTIFICATE, "no certificate".getBytes(StandardCharsets.UTF_8));
    assertThat(status(source(), push(publisher.notification("text", now)), sink)).isEqualTo(403);
    assertThat(sink.offers()).isEmpty();
  }

  @Test
  void certificate_out_of_reach_is_a_matter_of_time() throws Exception {
    MemoryEventSink sink = new MemoryEventSink();
    web.clear();
    HttpAnswer answer = source().receive(request(List.of("a")), sink);
    assertThat(answer.status()).isEqualTo(503);
    assertThat(answer.headers()).containsKey("Retry-After");
    assertThat(sink.offers()).isEmpty();
  }

  @Test
  void certificates_are_kept_and_senders_cannot_have_them_read_without_end() throws Exception {
    MemoryEventSink sink = new MemoryEventSink();
    HttpEventSource source = source();
    for (int i = 0; i < 5; i++) {
      assertThat(status(source, request(List.of("s" + i)), sink)).isEqualTo(200);
    }
    assertThat(asked).hasSize(1);
    for (int i = 0; i < 200; i++) {
      Map<String, String> message = publisher.notification("m-1", null, "text", now);
      message.put(
          "SigningCertURL",
          "https://sns.us-east-1.amazonaws.com/SimpleNotificationService-%032x.pem".formatted(i));
      assertThat(status(source, push(SnsPublisher.body(message)), sink)).isEqualTo(503);
    }
    assertThat(asked).hasSizeLessThanOrEqualTo(30);
    assertThat(status(source, request(List.of("last")), sink)).isEqualTo(200);
  }

  @Test
  void messages_of_other_topics_and_old_ones_are_refused() throws Exception {
    MemoryEventSink sink = new MemoryEventSink();
    var elsewhere = new SnsPublisher(SNS, "arn:aws:sns:us-east-1:999999999999:orders", "2");
    assertThat(status(source(), push(elsewhere.notification("text", now)), sink)).isEqualTo(403);
    for (Instant time :
        List.of(now.minus(Duration.ofMinutes(61)), now.plus(Duration.ofMinutes(6)))) {
      assertThat(status(source(), push(publisher.notification("text", time)), sink)).isEqualTo(403);
    }
    assertThat(sink.offers()).isEmpty();
    Instant before = now.minus(Duration.ofMinutes(59));
    assertThat(status(source(), push(publisher.notification("text", before)), sink)).isEqualTo(200);
  }

  @Test
  void subscription_is_confirmed_at_the_address_of_sns_whatever_the_message_says()
      throws Exception {
    MemoryEventSink sink = new MemoryEventSink();
    String confirmed =
        "https://sns.us-east-1.amazonaws.com/?Action=ConfirmSubscription&Version=2010-03-31"
            + "&TopicArn=arn%3Aaws%3Asns%3Aus-east-1%3A123456789012%3Aorders&Token=t%261";
    web.put(confirmed, new byte[0]);
    HttpPush request = confirmation(publisher, "http://169.254.169.254/latest/meta-data");
    assertThat(status(source(), request, sink)).isEqualTo(200);
    assertThat(asked).containsExactly(CERTIFICATE, confirmed);
    asked.clear();
    var elsewhere = new SnsPublisher(SNS, "arn:aws:sns:us-east-1:999999999999:orders", "2");
    assertThat(status(source(), confirmation(elsewhere, "https://evil.example/"), sink))
        .isEqualTo(403);
    var forger = new SnsPublisher(STRANGER, TOPIC, "2");
    assertThat(status(source(), confirmation(forger, "https://evil.example/"), sink))
        .isEqualTo(403);
    assertThat(asked).doesNotContain(confirmed);
    asked.clear();
    assertThat(status(source(settings(false, null), now), request, sink)).isEqualTo(200);
    assertThat(asked).containsExactly(CERTIFICATE);
    web.remove(confirmed);
    assertThat(status(source(), request, sink)).isEqualTo(503);
    assertThat(sink.offers()).isEmpty();
  }

  private static HttpPush confirmation(SnsPublisher from, String url) {
    Instant time = Instant.now();
    return new HttpPush(
        "POST",
        "",
        null,
        from.headers("SubscriptionConfirmation"),
        SnsPublisher.body(from.confirmation("SubscriptionConfirmation", "t&1", url, time)));
  }

  @Test
  void raw_messages_need_the_login_of_the_trigger() throws Exception {
    MemoryEventSink sink = new MemoryEventSink();
    var login = new SnsEndpointSettings.Login("sns", () -> "pass:word");
    HttpEventSource source = source(settings(true, login), now);
    assertThat(status(source(), raw(""), sink)).isEqualTo(403);
    HttpAnswer asked = source.receive(raw(""), sink);
    assertThat(asked.status()).isEqualTo(401);
    assertThat(asked.headers()).containsEntry("WWW-Authenticate", "Basic realm=\"sns\"");
    assertThat(status(source, raw(basic("sns:wrong")), sink)).isEqualTo(401);
    assertThat(sink.offers()).isEmpty();
    assertThat(status(source, raw(basic("sns:pass:word")), sink)).isEqualTo(200);
    JsonNode record = JSON.readTree(sink.accepted().getFirst().payload()).path("Records").path(0);
    assertThat(record.path("Sns").path("Message").asString()).isEqualTo("raw text");
    assertThat(record.path("Sns").path("MessageId").asString()).isEqualTo("r-1");
  }

  private static String basic(String login) {
    return "Basic " + Base64.getEncoder().encodeToString(login.getBytes(StandardCharsets.UTF_8));
  }

  private static HttpPush raw(String authorization) {
    Map<String, String> headers =
        new java.util.HashMap<>(
            Map.of(
                "x-amz-sns-rawdelivery", "true",
                "x-amz-sns-message-type", "Notification",
                "x-amz-sns-message-id", "r-1",
                "x-amz-sns-topic-arn", TOPIC));
    if (!authorization.isEmpty()) {
      headers.put("Authorization", authorization);
    }
    return new HttpPush("POST", "", null, headers, "raw text".getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void filter_policy_leaves_messages_out() throws Exception {
    MemoryEventSink sink = new MemoryEventSink();
    FilterPolicy filter = FilterPolicy.compile("{\"kind\":[\"book\"]}", FilterPolicy.Scope.BODY);
    HttpEventSource source =
        source(
            new SnsEndpointSettings(Set.of(TOPIC), true, filter, MessageEvents.AS_LAMBDA, null),
            now);
    List<String> texts = new ArrayList<>(List.of("{\"kind\":\"book\"}", "{\"kind\":\"cd\"}", "x"));
    for (String text : texts) {
      assertThat(status(source, push(publisher.notification(text, now)), sink)).isEqualTo(200);
    }
    assertThat(sink.accepted()).hasSize(1);
  }

  /// With its issuer out of reach the chain cannot be built, and the message is not believed.
  @Test
  void message_of_aws_fits_its_certificate_which_alone_is_not_enough() throws Exception {
    byte[] body = resource("notification.json");
    byte[] pem = resource("certificate.pem");
    SnsMessage message = SnsMessage.parse(body);
    var certificate =
        (X509Certificate)
            CertificateFactory.getInstance("X.509")
                .generateCertificate(new ByteArrayInputStream(pem));
    Signature signature = Signature.getInstance("SHA256withRSA");
    signature.initVerify(certificate.getPublicKey());
    signature.update(message.signedText().getBytes(StandardCharsets.UTF_8));
    assertThat(signature.verify(Base64.getDecoder().decode(message.text("Signature")))).isTrue();
    web.put(message.text("SigningCertURL"), pem);
    Instant then = message.time().plusSeconds(5);
    var settings =
        new SnsEndpointSettings(
            Set.of(message.text("TopicArn")),
            true,
            FilterPolicy.ALL,
            MessageEvents.AS_LAMBDA,
            null);
    MemoryEventSink sink = new MemoryEventSink();
    assertThat(status(source(settings, then), push(body), sink)).isEqualTo(503);
    assertThat(asked)
        .containsExactly(
            message.text("SigningCertURL"), "http://crt.r2m01.amazontrust.com/r2m01.cer");
    assertThat(sink.offers()).isEmpty();
  }

  private byte[] resource(String name) throws IOException {
    try (InputStream in = getClass().getResourceAsStream("/sns/" + name)) {
      return Objects.requireNonNull(in).readAllBytes();
    }
  }
}
