package dev.tripline.adapter.rabbitmq;

import static org.assertj.core.api.Assertions.assertThat;

import com.rabbitmq.client.AMQP.BasicProperties;
import com.rabbitmq.client.impl.LongStringHelper;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

class RabbitBatchJsonTest {
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final RabbitQueueSettings SETTINGS =
      new RabbitQueueSettings(
          new RabbitEndpoint("broker", 5672, false, "/", "guest", "guest"),
          "pizzaQueue",
          "arn:aws:mq:us-west-2:111122223333:broker:pizzaBroker:b-9bcfa592-423a-4942-879d-eb284b418fc8",
          10,
          Duration.ofSeconds(1));

  @Test
  void batch_has_the_shape_that_aws_documents() throws Exception {
    Map<String, Object> headers = new LinkedHashMap<>();
    headers.put("header1", LongStringHelper.asLongString("value1"));
    headers.put("numberInHeader", 10);
    headers.put("flag", true);
    headers.put("raw", new byte[] {1, -1});
    headers.put("list", List.of(LongStringHelper.asLongString("a"), 2L));
    var first =
        new BasicProperties.Builder()
            .contentType("text/plain")
            .headers(headers)
            .deliveryMode(1)
            .priority(34)
            .expiration("60000")
            .timestamp(Date.from(Instant.ofEpochSecond(2_021)))
            .userId("AIDACKCEVSQ6C2EXAMPLE")
            .build();
    var second =
        AttemptHeaders.next(
            AttemptHeaders.next(
                new BasicProperties.Builder().messageId("m-2").expiration("5000").build(),
                new byte[0],
                Duration.ZERO,
                Instant.EPOCH),
            new byte[0],
            Duration.ZERO,
            Instant.EPOCH);
    byte[] batch =
        RabbitBatchJson.batch(
            SETTINGS,
            List.of(
                message("1", first, "{\"timeout\":0,\"data\":\"CZ\"}"),
                message("m-2", second, "")));
    try (InputStream golden =
        Objects.requireNonNull(
            RabbitBatchJsonTest.class.getResourceAsStream("/golden/rabbitmq-event.json"))) {
      assertThat(JSON.readTree(batch)).isEqualTo(JSON.readTree(golden.readAllBytes()));
    }
  }

  @Test
  void messages_with_the_same_properties_keep_their_own_size_and_name() {
    var json = new MessageJson();
    var properties = new BasicProperties.Builder().contentType("text/plain").build();
    String short1 = written(json, "a\"b", properties, "x");
    String long2 = written(json, "c", properties, "xyz");
    String other = written(json, "d", new BasicProperties.Builder().type("t").build(), "xy");

    assertThat(short1).contains("\"contentType\":\"text/plain\"", "\"bodySize\":1}", "\"a\\\"b\"");
    assertThat(long2)
        .contains("\"contentType\":\"text/plain\"", "\"bodySize\":3}", "\"data\":\"eHl6\"");
    assertThat(other).contains("\"contentType\":null", "\"type\":\"t\"", "\"bodySize\":2}");
  }

  private static String written(
      MessageJson json, String id, BasicProperties properties, String body) {
    return JSON.readTree(json.write(message(properties, body), id)).toString();
  }

  private static byte[] message(String id, BasicProperties properties, String body) {
    return new MessageJson().write(message(properties, body), id);
  }

  @SuppressWarnings("NullAway") // a message without a session: only its contents matter here
  private static RabbitMessage message(BasicProperties properties, String body) {
    return new RabbitMessage(null, 1, false, properties, body.getBytes(StandardCharsets.UTF_8));
  }
}
