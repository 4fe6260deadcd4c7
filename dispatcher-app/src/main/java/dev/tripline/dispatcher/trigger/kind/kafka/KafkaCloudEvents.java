package dev.tripline.dispatcher.trigger.kind.kafka;

import dev.tripline.dispatcher.trigger.Trigger;
import dev.tripline.dispatcher.trigger.format.CloudEvent;
import dev.tripline.dispatcher.trigger.format.CloudEventForm;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// Records of Kafka as CloudEvents: the key is the subject, headers that are text are extensions. A
/// tombstone has no data.
public record KafkaCloudEvents() implements CloudEventForm {

  @Override
  public String kind() {
    return KafkaSource.TRAITS.kind();
  }

  @Override
  public CloudEvent read(Trigger trigger, JsonNode record) {
    KafkaSource topic = trigger.source(KafkaSource.class);
    String arn = topic.cluster().arn();
    String name = record.path("topic").asString();
    String partition = record.path("partition").asString();
    String offset = record.path("offset").asString();
    long millis = record.path("timestamp").longValue();
    byte[] value = bytes(record.path("value"));
    byte[] key = bytes(record.path("key"));
    return new CloudEvent(
        partition + "-" + offset,
        (arn == null ? "kafka:" : arn + "/") + name,
        "org.apache.kafka.record",
        key == null ? null : new String(key, StandardCharsets.UTF_8),
        millis < 0 ? null : Instant.ofEpochMilli(millis),
        extensions(record, partition),
        value == null ? new CloudEvent.Data.None() : CloudEvent.Data.of(value));
  }

  private static byte @Nullable [] bytes(JsonNode base64) {
    return base64.isString() ? Base64.getDecoder().decode(base64.stringValue()) : null;
  }

  private static Map<String, String> extensions(JsonNode record, String partition) {
    Map<String, String> extensions = new LinkedHashMap<>();
    extensions.put("partition", partition);
    for (JsonNode headers : record.path("headers")) {
      for (Map.Entry<String, JsonNode> header : headers.properties()) {
        if (header.getValue().isArray()) {
          byte[] bytes = new byte[header.getValue().size()];
          for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) header.getValue().path(i).intValue();
          }
          if (CloudEvent.Data.of(bytes) instanceof CloudEvent.Data.Bytes) {
            continue;
          }
          extensions.putIfAbsent(header.getKey(), new String(bytes, StandardCharsets.UTF_8));
        }
      }
    }
    return extensions;
  }
}
