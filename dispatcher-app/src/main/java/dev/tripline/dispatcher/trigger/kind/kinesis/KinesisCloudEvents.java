package dev.tripline.dispatcher.trigger.kind.kinesis;

import dev.tripline.dispatcher.trigger.Trigger;
import dev.tripline.dispatcher.trigger.format.CloudEvent;
import dev.tripline.dispatcher.trigger.format.CloudEventForm;
import java.time.Instant;
import java.util.Base64;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/// Records of Kinesis as CloudEvents: the partition key is the subject.
public record KinesisCloudEvents() implements CloudEventForm {

  @Override
  public String kind() {
    return KinesisSource.TRAITS.kind();
  }

  @Override
  public CloudEvent read(Trigger trigger, JsonNode record) {
    JsonNode kinesis = record.path("kinesis");
    return new CloudEvent(
        record.path("eventID").asString(),
        record.path("eventSourceARN").asString(),
        "aws.kinesis.record",
        kinesis.path("partitionKey").asString(),
        Instant.ofEpochMilli(
            kinesis
                .path("approximateArrivalTimestamp")
                .decimalValue()
                .movePointRight(3)
                .longValue()),
        Map.of(),
        CloudEvent.Data.of(Base64.getDecoder().decode(kinesis.path("data").asString())));
  }
}
