package dev.tripline.dispatcher.trigger.mapping;

import dev.tripline.delivery.stream.StreamSettings;
import dev.tripline.dispatcher.account.AccountSettings;
import dev.tripline.dispatcher.secret.reference.SecretReference;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Shows the settings that mappings of several kinds have. Seconds are whole there: fractions are
/// rounded up.
public final class MappingJson {
  /// Kafka and MQ wait so long unless they are told otherwise; AWS does not show it.
  private static final Duration UNSAID_WINDOW = Duration.ofMillis(500);

  private static final long MOST_SECONDS = Long.MAX_VALUE / 1_000 - 1;

  private MappingJson() {}

  public static void window(ObjectNode view, Duration window) {
    view.put("MaximumBatchingWindowInSeconds", wholeSeconds(window));
  }

  /// Of Kafka and MQ.
  public static void windowUnlessUnsaid(ObjectNode view, Duration window) {
    if (!window.equals(UNSAID_WINDOW)) {
      window(view, window);
    }
  }

  public static void responseTypes(ObjectNode view, boolean report) {
    ArrayNode types = view.putArray("FunctionResponseTypes");
    if (report) {
      types.add("ReportBatchItemFailures");
    }
  }

  public static void filters(ObjectNode view, List<String> filters) {
    if (!filters.isEmpty()) {
      ArrayNode list = view.putObject("FilterCriteria").putArray("Filters");
      filters.forEach(pattern -> list.addObject().put("Pattern", pattern));
    }
  }

  /// A stream whose shards are read under leases.
  public static void stream(ObjectNode view, String arn, StreamSettings reading) {
    view.put("EventSourceArn", arn);
    window(view, reading.window());
    view.put("ParallelizationFactor", reading.parallelization());
    Duration tumbling = reading.tumblingWindow();
    view.put("TumblingWindowInSeconds", tumbling == null ? 0 : wholeSeconds(tumbling));
    giveUp(view, reading);
    responseTypes(view, reading.rules().reportItemFailures());
    reading(view, reading);
  }

  /// Writes the members that limit retries and age of records.
  public static void giveUp(ObjectNode view, StreamSettings reading) {
    Duration age = reading.rules().maxAge();
    view.put("MaximumRecordAgeInSeconds", age == null ? -1 : wholeSeconds(age));
    view.put("MaximumRetryAttempts", reading.rules().maxRetries());
    view.put("BisectBatchOnFunctionError", reading.rules().bisect());
  }

  /// Writes the starting position, the batching and the failure destination of a stream.
  public static void reading(ObjectNode view, StreamSettings reading) {
    view.put("BatchSize", reading.batchSize());
    view.put("StartingPosition", reading.from().name());
    if (reading.timestamp() != null) {
      view.put("StartingPositionTimestamp", seconds(reading.timestamp()));
    }
    ObjectNode onFailure = view.putObject("DestinationConfig").putObject("OnFailure");
    if (reading.onFailure() != null) {
      onFailure.put("Destination", reading.onFailure());
    }
    filters(view, reading.filters());
  }

  /// Stored secrets are named by ARNs, as AWS's tools expect.
  public static void access(
      ArrayNode access, String type, String reference, AccountSettings account) {
    String uri = reference;
    if (SecretReference.isReference(reference)) {
      String name = new SecretReference(reference).storedName();
      if (reference.startsWith("secret:")) {
        uri =
            "arn:aws:secretsmanager:%s:%s:secret:%s"
                .formatted(account.region(), account.accountId(), name);
      } else if (!name.isEmpty() && reference.indexOf('#') >= 0) {
        uri = reference.substring(0, reference.indexOf('#'));
      }
    }
    access.addObject().put("Type", type).put("URI", uri);
  }

  /// As the API writes times; those that have no milliseconds in 64 bits in whole seconds.
  public static double seconds(Instant time) {
    long whole = time.getEpochSecond();
    if (whole != Math.clamp(whole, -MOST_SECONDS, MOST_SECONDS)) {
      return whole;
    }
    return time.toEpochMilli() / 1_000.0;
  }

  private static long wholeSeconds(Duration duration) {
    return duration.plusMillis(999).toSeconds();
  }
}
