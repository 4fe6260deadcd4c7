package dev.tripline.dispatcher.trigger.form;

import dev.tripline.delivery.filter.FilteredSource;
import dev.tripline.delivery.stream.StreamSettings;
import dev.tripline.delivery.stream.StreamSettings.StartingPosition;
import dev.tripline.dispatcher.rest.FormReader;
import dev.tripline.dispatcher.rest.RequestFields;
import dev.tripline.retry.batch.BatchRules;
import dev.tripline.retry.destination.Destination;
import dev.tripline.retry.destination.Destination.AmqpExchange;
import dev.tripline.retry.destination.Destination.AwsResource;
import dev.tripline.retry.destination.Destination.EventBus;
import dev.tripline.retry.destination.Destination.HttpUrl;
import dev.tripline.retry.destination.Destination.KafkaTopic;
import dev.tripline.retry.destination.Destination.LambdaFunction;
import dev.tripline.retry.destination.Destination.MalformedAmqp;
import dev.tripline.retry.destination.Destination.OtherArn;
import dev.tripline.retry.destination.Destination.Unknown;
import dev.tripline.retry.destination.Destinations;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Reads the batching, retries and limits of the records of a stream: the ranges and combinations
/// of AWS's event source mappings.
public record StreamReadingForm(FilterForm filters) {
  public static final int MAX_BATCH = 10_000;
  public static final int MAX_WINDOW = 300;

  /// The settings that a kind of stream offers.
  ///
  /// @param positions where its shards can be read from
  /// @param window seconds that a batch is gathered unless the form says otherwise
  /// @param tumbling whether windows can have a state
  /// @param topics whether a topic of Kafka is possible as failure destination: on the cluster that is
  ///     read
  public record Offer(
      FilteredSource filtered,
      List<String> positions,
      double window,
      boolean tumbling,
      boolean topics) {}

  public StreamSettings read(FormReader form, Offer offer, boolean fresh) {
    StartingPosition position = position(form, offer.positions());
    int parallelization = form.integer("parallelization", 1, 10, 1);
    int tumbling = offer.tumbling() ? form.integer("tumblingWindowSeconds", 0, 900, 0) : 0;
    // The Lambda developer guide speaks of one state for each shard, and does not say what several
    // batches of a shard at once would make of it.
    if (tumbling > 0 && parallelization > 1) {
      form.invalid(
          "parallelization", "must be 1 with a tumbling window, whose state is one per shard");
    }
    BatchRules rules = rules(form);
    if (tumbling > 0 && rules.parkKeys()) {
      form.invalid("parkKeys", "cannot be had with a tumbling window, which has no keys");
    }
    return new StreamSettings(
        position,
        timestamp(form, position, fresh),
        form.integer("batchSize", 1, MAX_BATCH, 100),
        form.seconds("batchWindowSeconds", 0, MAX_WINDOW, offer.window()),
        parallelization,
        tumbling == 0 ? null : Duration.ofSeconds(tumbling),
        rules,
        onFailure(form, offer.topics()),
        filters.read(form, offer.filtered(), fresh));
  }

  private static StartingPosition position(FormReader form, List<String> positions) {
    String otherwise = positions.contains("TRIM_HORIZON") ? "TRIM_HORIZON" : positions.getFirst();
    return StartingPosition.valueOf(form.choice("startingPosition", positions, otherwise));
  }

  private static @Nullable Instant timestamp(
      FormReader form, StartingPosition position, boolean fresh) {
    String text = form.text("startingTimestamp");
    if ((text == null) == (position == StartingPosition.AT_TIMESTAMP)) {
      form.invalid(
          "startingTimestamp", "is given with startingPosition AT_TIMESTAMP, and only then");
      return null;
    }
    try {
      Instant time = text == null ? null : Instant.parse(text);
      if (fresh && time != null && !RequestFields.isKept(time)) {
        form.invalid("startingTimestamp", "must lie between the years 1970 and 9999");
      }
      return time;
    } catch (DateTimeParseException _) {
      form.invalid("startingTimestamp", "must look like 2026-01-31T12:00:00Z");
      return null;
    }
  }

  private static BatchRules rules(FormReader form) {
    int retries = form.integer("maxRetries", BatchRules.NO_LIMIT, BatchRules.MAX_RETRIES, -1);
    int age = form.integer("maxRecordAgeSeconds", -1, (int) BatchRules.MAX_AGE.toSeconds(), -1);
    if (age >= 0 && age < BatchRules.MIN_AGE.toSeconds()) {
      form.invalid("maxRecordAgeSeconds", "must be -1 for no limit, or 60 to 604800");
      age = -1;
    }
    boolean park = form.flag("parkKeys", false);
    if (park && retries == BatchRules.NO_LIMIT && age < 0) {
      form.invalid("parkKeys", "needs maxRetries or maxRecordAgeSeconds: nothing is given up else");
    }
    return new BatchRules(
        retries,
        age < 0 ? null : Duration.ofSeconds(age),
        form.flag("bisect", false),
        form.flag("reportBatchItemFailures", false),
        park);
  }

  /// @param topics whether a topic of Kafka is possible: on the cluster that is read
  private static @Nullable String onFailure(FormReader form, boolean topics) {
    String destination = form.text("onFailure");
    if (destination == null || destination.isEmpty()) {
      return null;
    }
    switch (Destination.parse(destination)) {
      case KafkaTopic _ when !topics ->
          form.invalid("onFailure", "can be a topic of Kafka for a trigger that reads Kafka only");
      case KafkaTopic topic -> {
        if (!topic.isBareName()) {
          form.invalid("onFailure", "must look like kafka://TOPIC");
        }
      }
      case AwsResource resource ->
          resource
              .objection(Destinations.Use.ON_FAILURE)
              .ifPresent(why -> form.invalid("onFailure", "cannot be used: " + why));
      case LambdaFunction _,
          EventBus _,
          OtherArn _,
          AmqpExchange _,
          MalformedAmqp _,
          HttpUrl _,
          Unknown _ ->
          form.invalid(
              "onFailure",
              "must be the ARN of an SQS queue, an SNS topic or an S3 bucket, or kafka://TOPIC");
    }
    return destination;
  }
}
