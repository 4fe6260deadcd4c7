package dev.tripline.dispatcher.dashboard.trigger;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// A member of a trigger's source that a form asks for by a field of its own.
///
/// @param hint an example
public record SourceField(String name, String label, String hint, Type type) {
  /// The kind whose members are all given as JSON, its own name included.
  public static final String OTHER = "other";

  private static final SourceField START =
      text("startingPosition", "Begin at", "TRIM_HORIZON or LATEST");
  private static final SourceField BATCH =
      new SourceField("batchSize", "Batch", "100", Type.NUMBER);

  /// How the text of a field becomes JSON.
  public enum Type {
    TEXT,
    NUMBER,
    /// Separated by commas or white space.
    LIST
  }

  private static SourceField text(String name, String label, String hint) {
    return new SourceField(name, label, hint, Type.TEXT);
  }

  /// The kinds that a form offers, each with its fields.
  public static Map<String, List<SourceField>> kinds() {
    Map<String, List<SourceField>> kinds = new LinkedHashMap<>();
    kinds.put(
        "schedule",
        List.of(
            text("expression", "Times", "rate(5 minutes) or cron(0 8 ? * MON-FRI *)"),
            text("timeZone", "Time zone", "Europe/Berlin")));
    kinds.put("http", List.of());
    kinds.put("topic", List.of(text("topic", "Topic", "orders")));
    kinds.put(
        "folder",
        List.of(
            text("path", "Folder", "/srv/inbox"),
            text("bucket", "Bucket, as events name it", "inbox"),
            text("prefix", "Names begin with", ""),
            text("suffix", "Names end with", ".csv")));
    kinds.put(
        "sqs",
        List.of(
            text("queueArn", "Queue's ARN", "arn:aws:sqs:us-east-1:000000000000:orders"),
            text("queueUrl", "or its URL", "http://localhost:9324/000000000000/orders"),
            BATCH));
    kinds.put(
        "rabbitmq",
        List.of(
            text("connection", "Connection of the settings", "main"),
            text("uri", "or the broker's address", "amqp://localhost:5672/"),
            text("queue", "Queue", "orders"),
            text("username", "User", "guest"),
            text("password", "Reference to the password", "secret:rabbit"),
            BATCH));
    kinds.put(
        "kafka",
        List.of(
            text("connection", "Connection of the settings", "main"),
            new SourceField(
                "bootstrapServers", "or the cluster's servers", "localhost:9092", Type.LIST),
            text("topic", "Topic", "orders"),
            START,
            BATCH));
    kinds.put(
        "kinesis",
        List.of(
            text(
                "streamArn",
                "Stream's ARN",
                "arn:aws:kinesis:us-east-1:000000000000:stream/orders"),
            START,
            BATCH));
    kinds.put(
        "dynamodb",
        List.of(
            text(
                "streamArn",
                "Stream's ARN",
                "arn:aws:dynamodb:us-east-1:000000000000:table/orders/stream/LABEL"),
            START,
            BATCH));
    kinds.put(OTHER, List.of());
    return kinds;
  }

  /// Sets the member of a source; a number that is none stays a text, which the source refuses in its own
  /// words.
  void put(ObjectNode source, String given) {
    switch (type) {
      case TEXT -> source.put(name, given);
      case NUMBER -> {
        if (given.matches("-?[0-9]{1,9}")) {
          source.put(name, Integer.parseInt(given));
        } else {
          source.put(name, given);
        }
      }
      case LIST -> {
        ArrayNode elements = source.putArray(name);
        Arrays.stream(given.split("[,\\s]+", -1))
            .filter(one -> !one.isEmpty())
            .forEach(elements::add);
      }
    }
  }
}
