package dev.tripline.dispatcher.trigger.kind.dynamodb;

import dev.tripline.dispatcher.trigger.Trigger;
import dev.tripline.dispatcher.trigger.format.CloudEvent;
import dev.tripline.dispatcher.trigger.format.CloudEventForm;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/// Changes of a table of DynamoDB as CloudEvents: the keys are the subject, the change with its images is
/// the data.
public record DynamoDbCloudEvents() implements CloudEventForm {

  @Override
  public String kind() {
    return DynamoDbSource.TRAITS.kind();
  }

  @Override
  public CloudEvent read(Trigger trigger, JsonNode record) {
    JsonNode change = record.path("dynamodb");
    return new CloudEvent(
        record.path("eventID").asString(),
        record.path("eventSourceARN").asString(),
        "aws.dynamodb." + record.path("eventName").asString().toLowerCase(Locale.ROOT),
        change.path("Keys").toString(),
        Instant.ofEpochMilli(
            change
                .path("ApproximateCreationDateTime")
                .decimalValue()
                .movePointRight(3)
                .longValue()),
        Map.of(),
        new CloudEvent.Data.Json(change));
  }
}
