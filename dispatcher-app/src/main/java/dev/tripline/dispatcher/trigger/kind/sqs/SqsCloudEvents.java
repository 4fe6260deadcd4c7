package dev.tripline.dispatcher.trigger.kind.sqs;

import dev.tripline.dispatcher.trigger.Trigger;
import dev.tripline.dispatcher.trigger.format.CloudEvent;
import dev.tripline.dispatcher.trigger.format.CloudEventForm;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/// Messages of SQS as CloudEvents. Their attributes that are text are extensions.
public record SqsCloudEvents() implements CloudEventForm {

  @Override
  public String kind() {
    return SqsSource.TRAITS.kind();
  }

  @Override
  public CloudEvent read(Trigger trigger, JsonNode record) {
    JsonNode attributes = record.path("attributes");
    Map<String, String> extensions = new LinkedHashMap<>();
    for (Map.Entry<String, JsonNode> attribute : record.path("messageAttributes").properties()) {
      JsonNode value = attribute.getValue().path("stringValue");
      if (value.isString()) {
        extensions.put(attribute.getKey(), value.stringValue());
      }
    }
    JsonNode sent = attributes.path("SentTimestamp");
    return new CloudEvent(
        record.path("messageId").asString(),
        record.path("eventSourceARN").asString(),
        "aws.sqs.message",
        attributes.path("MessageGroupId").asString(null),
        sent.isString() ? Instant.ofEpochMilli(Long.parseLong(sent.stringValue())) : null,
        extensions,
        CloudEvent.Data.of(record.path("body").asString()));
  }
}
