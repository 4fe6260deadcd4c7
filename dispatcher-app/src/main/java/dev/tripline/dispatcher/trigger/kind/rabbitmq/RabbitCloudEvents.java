package dev.tripline.dispatcher.trigger.kind.rabbitmq;

import dev.tripline.dispatcher.trigger.Trigger;
import dev.tripline.dispatcher.trigger.format.CloudEvent;
import dev.tripline.dispatcher.trigger.format.CloudEventForm;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// Messages of RabbitMQ as CloudEvents: headers that are text, numbers or flags are extensions. The
/// message's `type`, if it has one, is the event's.
public record RabbitCloudEvents() implements CloudEventForm {
  private static final DateTimeFormatter TIMESTAMP =
      DateTimeFormatter.ofPattern("MMM d, yyyy, h:mm:ss a", Locale.US);

  @Override
  public String kind() {
    return RabbitSource.TRAITS.kind();
  }

  @Override
  public CloudEvent read(Trigger trigger, JsonNode record) {
    RabbitSource queue = trigger.source(RabbitSource.class);
    JsonNode properties = record.path("basicProperties");
    String arn = queue.arn();
    String type = properties.path("type").asString("");
    return new CloudEvent(
        properties.path("messageId").asString(record.path("itemIdentifier").asString()),
        (arn == null ? "rabbitmq:" : arn + "/") + queue.queue(),
        type.isEmpty() ? "com.rabbitmq.message" : type,
        null,
        time(properties.path("timestamp")),
        extensions(properties.path("headers")),
        CloudEvent.Data.of(Base64.getDecoder().decode(record.path("data").asString())));
  }

  private static @Nullable Instant time(JsonNode text) {
    return text.isString()
        ? LocalDateTime.parse(text.stringValue(), TIMESTAMP).toInstant(ZoneOffset.UTC)
        : null;
  }

  private static Map<String, String> extensions(JsonNode headers) {
    Map<String, String> extensions = new LinkedHashMap<>();
    for (Map.Entry<String, JsonNode> header : headers.properties()) {
      JsonNode value = header.getValue();
      if (value.isNumber() || value.isBoolean()) {
        extensions.put(header.getKey(), value.asString());
      } else if (value.path("bytes").isArray()) {
        byte[] bytes = new byte[value.path("bytes").size()];
        for (int i = 0; i < bytes.length; i++) {
          bytes[i] = (byte) value.path("bytes").path(i).intValue();
        }
        extensions.put(header.getKey(), new String(bytes, StandardCharsets.UTF_8));
      }
    }
    return extensions;
  }
}
