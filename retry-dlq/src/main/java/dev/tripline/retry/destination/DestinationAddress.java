package dev.tripline.retry.destination;

import dev.tripline.retry.destination.Destinations.Use;
import dev.tripline.spi.arn.AwsArn;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Optional;

/// The forms of destinations, and of the addresses that messages to them carry: a message to a bucket
/// names its object, one to a Kafka topic the trigger whose cluster it is on.
public final class DestinationAddress {
  /// The header of a message to a Kafka topic that holds the record's key, base64.
  public static final String KAFKA_KEY = "kafka-key";

  private static final String KAFKA = "kafka://";
  private static final String TRIGGER = "?trigger=";
  private static final DateTimeFormatter DAY =
      DateTimeFormatter.ofPattern("yyyy/MM/dd").withZone(ZoneOffset.UTC);
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH.mm.ss").withZone(ZoneOffset.UTC);

  private DestinationAddress() {}

  public static boolean isKafka(String destination) {
    return destination.startsWith(KAFKA);
  }

  public static boolean isBucket(String destination) {
    return AwsArn.parse(destination).filter(arn -> arn.service().equals("s3")).isPresent();
  }

  /// @param destination `kafka://TOPIC`
  public static String kafka(String destination, String triggerId) {
    return destination + TRIGGER + triggerId;
  }

  /// A topic on the cluster that a trigger reads from.
  ///
  /// @param triggerId empty if the address names none
  public record Topic(String name, String triggerId) {
    public static Topic parse(String address) {
      String[] parts = address.substring(KAFKA.length()).split("\\?trigger=", 2);
      return new Topic(parts[0], parts.length < 2 ? "" : parts[1]);
    }
  }

  /// The object that holds a record, under the key that AWS gives it:
  /// `aws/lambda/FOLDER/YYYY/MM/DD/YYYY-MM-DDTHH.MM.SS-ID`.
  ///
  /// @param bucket the bucket's ARN
  /// @param folder the mapping's id and the shard, or `async/FUNCTION`
  public static String object(String bucket, String folder, Instant now, String id) {
    return bucket
        + "/aws/lambda/"
        + folder
        + "/"
        + DAY.format(now)
        + "/"
        + TIME.format(now)
        + "-"
        + id;
  }

  /// Why no record can be sent there; empty if one can. Only the form is looked at.
  ///
  /// @param destination the ARN of a queue, topic or bucket
  public static Optional<String> objection(AwsArn destination, Use use) {
    return switch (destination.service()) {
      case "sqs", "sns" ->
          destination.resource().endsWith(".fifo")
              ? Optional.of("FIFO queues and topics are no destinations")
              : destination.region().isEmpty() || destination.account().isEmpty()
                  ? Optional.of("the ARN names no region or account")
                  : Optional.empty();
      case "s3" ->
          use != Use.ON_FAILURE
              ? Optional.of("S3 takes records of failures only")
              : destination.resource().contains("/")
                  ? Optional.of("the ARN of a bucket is expected")
                  : Optional.empty();
      default -> Optional.of("records cannot be sent to " + destination.service());
    };
  }
}
