package dev.tripline.adapter.sns;

import dev.tripline.spi.invocation.Lineage;
import dev.tripline.spi.source.Event;
import dev.tripline.spi.source.EventSink;
import dev.tripline.spi.source.EventSink.Acceptance;
import dev.tripline.spi.source.SourceUnavailableException;
import dev.tripline.spi.source.http.HttpAnswer;
import dev.tripline.spi.source.http.HttpEventSource;
import dev.tripline.spi.source.http.HttpPush;
import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.InstantSource;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// An endpoint that SNS posts messages of some topics to. The signature of a message is the proof of its
/// sender; a raw message has none, and needs a login instead.
///
/// * A message of another topic, with a bad signature, from a certificate elsewhere, or older than an hour
///   is refused with 403, before anything is done with it. SNS does not send it again.
/// * A subscription to one of the topics is confirmed at the address that SNS has in the region of the
///   topic; the address in the message is not used for anything.
/// * Attributes are not covered by the signature, nor is the name of the subscription.
public final class SnsEventSource implements HttpEventSource {
  private static final Logger log = LoggerFactory.getLogger(SnsEventSource.class);

  private final SnsEndpointSettings settings;
  private final SnsVerifier verifier;
  private final WebRead web;
  private final InstantSource clock;

  /// @param web by which subscriptions are confirmed
  public SnsEventSource(
      SnsEndpointSettings settings, SnsVerifier verifier, WebRead web, InstantSource clock) {
    this.settings = settings;
    this.verifier = verifier;
    this.web = web;
    this.clock = clock;
  }

  /// Whether an ARN is one of a topic whose messages an endpoint can take: in a region of AWS.
  public static boolean takes(String topicArn) {
    return SnsRegion.of(topicArn).isPresent();
  }

  @Override
  public HttpAnswer receive(HttpPush request, EventSink sink) throws InterruptedException {
    if (!request.path().isEmpty()) {
      return problem(404, Map.of(), "Not found", "nothing is at " + request.path());
    }
    if (!request.method().equals("POST")) {
      return problem(
          405,
          Map.of("Allow", "POST"),
          "Method Not Allowed",
          "SNS sends by POST, not by " + request.method());
    }
    try {
      return request.header("x-amz-sns-rawdelivery").filter("true"::equals).isPresent()
          ? raw(request, sink)
          : signed(request, sink);
    } catch (InvalidMessageException e) {
      return problem(400, Map.of(), "Invalid message", String.valueOf(e.getMessage()));
    }
  }

  private HttpAnswer signed(HttpPush request, EventSink sink)
      throws InvalidMessageException, InterruptedException {
    SnsMessage message = SnsMessage.parse(request.body());
    String header = request.header("x-amz-sns-message-type").orElse(message.type().word());
    if (!header.equals(message.type().word())) {
      throw new InvalidMessageException("Type is not the one of the header");
    }
    String topic = message.text("TopicArn");
    if (!settings.topics().contains(topic)) {
      return forbidden("TopicArn is none of this trigger's topics");
    }
    SnsRegion region = SnsRegion.of(topic).orElse(null);
    if (region == null) {
      return forbidden("TopicArn is none of AWS");
    }
    return switch (verifier.verify(message, region)) {
      case SnsVerifier.Proof.Forged forged -> forbidden(forged.why());
      case SnsVerifier.Proof.Unknown unknown -> later(unknown.why());
      case SnsVerifier.Proof.Proven _ ->
          switch (message.type()) {
            case NOTIFICATION ->
                offer(
                    message.published(),
                    subscription(request, topic),
                    signature(message),
                    trace(request),
                    sink);
            case SUBSCRIPTION -> confirm(topic, region, message.text("Token"));
            case UNSUBSCRIPTION -> {
              log.info("A subscription to {} was ended; it is not taken up again", topic);
              yield done();
            }
          };
    };
  }

  private HttpAnswer raw(HttpPush request, EventSink sink)
      throws InvalidMessageException, InterruptedException {
    SnsEndpointSettings.Login login = settings.raw();
    if (login == null) {
      return forbidden("raw messages have no signature; this trigger takes signed ones only");
    }
    if (!isProven(request, login)) {
      return problem(
          401,
          Map.of("WWW-Authenticate", "Basic realm=\"sns\""),
          "Unauthorized",
          "raw messages need the user and the password of the trigger");
    }
    String topic = request.header("x-amz-sns-topic-arn").orElse("");
    if (!settings.topics().contains(topic)) {
      return forbidden("x-amz-sns-topic-arn is none of this trigger's topics");
    }
    String id = request.header("x-amz-sns-message-id").orElse("");
    if (id.isBlank()) {
      throw new InvalidMessageException("x-amz-sns-message-id is missing");
    }
    var message =
        new TopicMessage(id, topic, null, text(request.body()), clock.instant(), Map.of());
    return offer(
        message, subscription(request, topic), SnsRecords.Signed.NONE, trace(request), sink);
  }

  private static boolean isProven(HttpPush request, SnsEndpointSettings.Login login) {
    String expected =
        "Basic "
            + Base64.getEncoder()
                .encodeToString(
                    (login.user() + ":" + login.password().get()).getBytes(StandardCharsets.UTF_8));
    return MessageDigest.isEqual(
        expected.getBytes(StandardCharsets.UTF_8),
        request.header("Authorization").orElse("").getBytes(StandardCharsets.UTF_8));
  }

  private static String text(byte[] body) throws InvalidMessageException {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(body)).toString();
    } catch (CharacterCodingException _) {
      throw new InvalidMessageException("the body is no text in UTF-8");
    }
  }

  private static String subscription(HttpPush request, String topic) {
    return request
        .header("x-amz-sns-subscription-arn")
        .filter(arn -> arn.startsWith(topic + ":"))
        .orElse("");
  }

  /// SNS hands on the trace with which a message was published.
  private static @Nullable String trace(HttpPush request) {
    return request.header(Lineage.HEADER).orElse(null);
  }

  private static SnsRecords.Signed signature(SnsMessage message) {
    return new SnsRecords.Signed(
        message.text("SignatureVersion"),
        message.text("Signature"),
        message.text("SigningCertURL"),
        message.text("UnsubscribeURL"));
  }

  private HttpAnswer offer(
      TopicMessage message,
      String subscription,
      SnsRecords.Signed signed,
      @Nullable String trace,
      EventSink sink)
      throws InvalidMessageException, InterruptedException {
    if (!settings.filter().matches(message)) {
      return new HttpAnswer.Response(200, Map.of(), "", new byte[0], 1);
    }
    List<Event> events;
    try {
      events = settings.records().of(message, subscription, signed);
    } catch (SourceUnavailableException e) {
      return later(String.valueOf(e.getMessage()));
    }
    if (events.isEmpty()) {
      return new HttpAnswer.Response(200, Map.of(), "", new byte[0], 1);
    }
    if (trace != null) {
      String lineage = trace;
      events =
          events.stream().map(event -> event.withAttribute(Lineage.ATTRIBUTE, lineage)).toList();
    }
    return switch (sink.accept(events)) {
      case Acceptance.Accepted _ -> done();
      case Acceptance.TooLarge large ->
          problem(
              413,
              Map.of(),
              "Content Too Large",
              "the event of the message has %d bytes; %d is the limit"
                  .formatted(large.bytes(), large.limit()));
      case Acceptance.Full full ->
          HttpAnswer.Problem.of(
              full, "the store takes no more events for now; send the message again later");
    };
  }

  private HttpAnswer confirm(String topic, SnsRegion region, String token) {
    if (!settings.confirms()) {
      log.info(
          "A subscription to {} waits for its confirmation, which the trigger does not give",
          topic);
      return done();
    }
    URI address = region.confirmation(topic, token);
    try {
      web.get(address);
      log.info("The subscription to {} is confirmed", topic);
      return done();
    } catch (IOException e) {
      log.warn("The subscription to {} cannot be confirmed; SNS asks again", topic, e);
      return later("the subscription cannot be confirmed now");
    }
  }

  private static HttpAnswer done() {
    return new HttpAnswer.Response(200, Map.of(), "", new byte[0]);
  }

  private static HttpAnswer forbidden(String why) {
    return problem(403, Map.of(), "Forbidden", why + "; nothing was accepted");
  }

  private static HttpAnswer later(String why) {
    return problem(
        503, Map.of("Retry-After", "20"), "Service Unavailable", why + "; send it again later");
  }

  private static HttpAnswer problem(
      int status, Map<String, String> headers, String title, String detail) {
    return new HttpAnswer.Problem(status, headers, title, detail, List.of());
  }
}
