package dev.tripline.retry.destination;

import dev.tripline.retry.destination.Destinations.Use;
import dev.tripline.spi.arn.AwsArn;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import java.util.regex.Pattern;

/// A place that records and dead letters are sent to, read from its text. The one reader of that text:
/// interfaces differ in the kinds that they take and in the words of their refusals. Only the form is
/// looked at; nothing is known to exist.
public sealed interface Destination {
  static Destination parse(String text) {
    if (text.startsWith("arn:")) {
      return AwsArn.parse(text)
          .map(arn -> resource(text, arn))
          .orElseGet(() -> new OtherArn(text, ""));
    }
    if (text.startsWith(KafkaTopic.SCHEME)) {
      return KafkaTopic.read(text.substring(KafkaTopic.SCHEME.length()));
    }
    if (text.startsWith(AmqpExchange.SCHEME)) {
      return AmqpExchange.read(text);
    }
    return text.startsWith("http://") || text.startsWith("https://")
        ? new HttpUrl(text)
        : new Unknown(text);
  }

  private static Destination resource(String text, AwsArn arn) {
    return switch (arn.service()) {
      case "lambda" ->
          arn.resource().startsWith("function:")
              ? new LambdaFunction(text)
              : new OtherArn(text, arn.service());
      case "sqs" -> new Queue(arn);
      case "sns" -> new Topic(arn);
      case "s3" -> new Bucket(arn);
      case "events" -> new EventBus(arn);
      default -> new OtherArn(text, arn.service());
    };
  }

  /// A function, by an ARN with or without qualifier.
  record LambdaFunction(String arn) implements Destination {}

  /// A resource of AWS that records can be sent to.
  sealed interface AwsResource extends Destination {
    AwsArn arn();

    /// Why no record can be sent there; empty if one can.
    Optional<String> objection(Use use);
  }

  /// A queue of SQS.
  record Queue(AwsArn arn) implements AwsResource {
    @Override
    public Optional<String> objection(Use use) {
      return standardObjection(arn);
    }
  }

  /// A topic of SNS.
  record Topic(AwsArn arn) implements AwsResource {
    @Override
    public Optional<String> objection(Use use) {
      return standardObjection(arn);
    }
  }

  private static Optional<String> standardObjection(AwsArn arn) {
    return arn.resource().endsWith(".fifo")
        ? Optional.of("FIFO queues and topics are no destinations")
        : arn.region().isEmpty() || arn.account().isEmpty()
            ? Optional.of("the ARN names no region or account")
            : Optional.empty();
  }

  /// A bucket of S3, or an object in it: a message to a bucket names its object.
  record Bucket(AwsArn arn) implements AwsResource {
    private static final DateTimeFormatter DAY =
        DateTimeFormatter.ofPattern("yyyy/MM/dd").withZone(ZoneOffset.UTC);
    private static final DateTimeFormatter TIME =
        DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH.mm.ss").withZone(ZoneOffset.UTC);

    @Override
    public Optional<String> objection(Use use) {
      return use != Use.ON_FAILURE
          ? Optional.of("S3 takes records of failures only")
          : namesObject() ? Optional.of("the ARN of a bucket is expected") : Optional.empty();
    }

    public boolean namesObject() {
      return arn.resource().contains("/");
    }

    /// The object that holds a record, under the key that AWS gives it:
    /// `aws/lambda/FOLDER/YYYY/MM/DD/YYYY-MM-DDTHH.MM.SS-ID`.
    ///
    /// @param folder the mapping's id and the shard, or `async/FUNCTION`
    public Bucket object(String folder, Instant now, String id) {
      String key =
          "/aws/lambda/" + folder + "/" + DAY.format(now) + "/" + TIME.format(now) + "-" + id;
      return new Bucket(
          new AwsArn(
              arn.partition(), arn.service(), arn.region(), arn.account(), arn.resource() + key));
    }
  }

  /// An event bus of EventBridge, which AWS takes.
  record EventBus(AwsArn arn) implements Destination {}

  /// An ARN, or text that begins like one, of anything else.
  ///
  /// @param service empty if the text is no ARN
  record OtherArn(String text, String service) implements Destination {}

  /// A topic of Kafka: `kafka://TOPIC`, and in messages `kafka://TOPIC?trigger=ID`.
  ///
  /// @param triggerId of the trigger whose cluster it is on; empty if the text names none
  record KafkaTopic(String name, String triggerId) implements Destination {
    /// The header of a message to a topic that holds the record's key, base64.
    public static final String KEY_HEADER = "kafka-key";

    private static final String SCHEME = "kafka://";
    private static final String TRIGGER = "?trigger=";
    private static final Pattern NAME = Pattern.compile("[^.][A-Za-z0-9_.-]{0,248}");

    private static KafkaTopic read(String rest) {
      int trigger = rest.indexOf(TRIGGER);
      int id = trigger + TRIGGER.length();
      return trigger < 0 || id == rest.length()
          ? new KafkaTopic(rest, "")
          : new KafkaTopic(rest.substring(0, trigger), rest.substring(id));
    }

    /// Whether it is the name of a topic alone, as it is registered.
    public boolean isBareName() {
      return triggerId.isEmpty() && NAME.matcher(name).matches();
    }

    public KafkaTopic of(String trigger) {
      return new KafkaTopic(name, trigger);
    }

    public String address() {
      return SCHEME + name + (triggerId.isEmpty() ? "" : TRIGGER + triggerId);
    }
  }

  /// A place in a broker: `amqp://CONNECTION/EXCHANGE/ROUTING-KEY`, each part URL-encoded. An empty
  /// exchange (`amqp://CONNECTION//QUEUE`) is the default one, which routes to the queue of that name.
  ///
  /// @param connection the name of a connection in the settings
  record AmqpExchange(String connection, String exchange, String routingKey)
      implements Destination {
    private static final String SCHEME = "amqp://";

    private static Destination read(String text) {
      String[] parts = text.substring(SCHEME.length()).split("/", -1);
      if (parts.length != 3 || parts[0].isEmpty() || (parts[1].isEmpty() && parts[2].isEmpty())) {
        return new MalformedAmqp(
            "amqp://CONNECTION/EXCHANGE/ROUTING-KEY is expected, not '" + text + "'");
      }
      try {
        return new AmqpExchange(decode(parts[0]), decode(parts[1]), decode(parts[2]));
      } catch (IllegalArgumentException e) {
        return new MalformedAmqp(String.valueOf(e.getMessage()));
      }
    }

    private static String decode(String part) {
      return URLDecoder.decode(part.replace("+", "%2B"), StandardCharsets.UTF_8);
    }
  }

  /// Text that begins like an exchange's and is none.
  record MalformedAmqp(String why) implements Destination {}

  /// An endpoint, or text that begins like one.
  record HttpUrl(String url) implements Destination {}

  record Unknown(String text) implements Destination {}
}
