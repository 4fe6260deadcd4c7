package dev.tripline.adapter.rabbitmq;

import com.rabbitmq.client.AMQP.BasicProperties;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.io.JsonStringEncoder;
import tools.jackson.databind.json.JsonMapper;

/// Writes messages as they stand in a batch. Messages of one publisher mostly have the same properties,
/// so what was written for the last ones is kept. For one thread.
final class MessageJson {
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final JsonStringEncoder TEXT = JsonStringEncoder.getInstance();

  /// The length of `0}}`.
  private static final int SIZE_AND_ENDS = 3;

  private @Nullable BasicProperties last;
  private byte[] lastHead = new byte[0];

  /// @param id the `itemIdentifier`
  byte[] write(RabbitMessage message, String id) {
    BasicProperties properties = message.properties();
    int attempt = AttemptHeaders.attempt(properties);
    byte[] head = head(properties);
    byte[] size =
        ascii(
            message.body().length
                + "},\"redelivered\":"
                + (message.redelivered() || attempt > 1)
                + ",\"data\":\"");
    byte[] data = Base64.getEncoder().encode(message.body());
    byte[] name = ascii("\",\"itemIdentifier\":\"");
    byte[] text = TEXT.quoteAsUTF8(id);
    byte[] tail = ascii("\",\"attempt\":" + attempt + "}");
    int length = head.length + size.length + data.length + name.length + text.length + tail.length;
    return ByteBuffer.allocate(length)
        .put(head)
        .put(size)
        .put(data)
        .put(name)
        .put(text)
        .put(tail)
        .array();
  }

  /// Everything before the size of the body.
  private byte[] head(BasicProperties properties) {
    if (properties.equals(last)) {
      return lastHead;
    }
    var bytes = new ByteArrayOutputStream(512);
    try (JsonGenerator json = JSON.createGenerator(bytes)) {
      json.writeStartObject();
      RabbitBatchJson.basicProperties(json, AttemptHeaders.restored(properties));
      json.writeEndObject();
    }
    byte[] head = Arrays.copyOf(bytes.toByteArray(), bytes.size() - SIZE_AND_ENDS);
    last = properties;
    lastHead = head;
    return head;
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
