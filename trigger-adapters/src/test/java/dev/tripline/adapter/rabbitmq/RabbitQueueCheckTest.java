package dev.tripline.adapter.rabbitmq;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.tripline.testkit.server.RabbitServer;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

/// Against a real RabbitMQ with its management API.
class RabbitQueueCheckTest {

  @Test
  void queue_that_takes_messages_away_is_warned_of() throws Exception {
    Optional<String> missing = RabbitServer.whyUnavailable();
    missing.ifPresent(System.out::println);
    assumeTrue(missing.isEmpty(), () -> missing.orElse(""));
    try (RabbitServer server = RabbitServer.startManaged();
        TestBroker broker = new TestBroker(server.port())) {
      broker.declare("plain", Map.of());
      broker.declare("drops / it", Map.of("x-queue-type", "quorum", "x-delivery-limit", 3));
      broker.declare(
          "hands-over",
          Map.of(
              "x-queue-type",
              "quorum",
              "x-delivery-limit",
              5,
              "x-dead-letter-exchange",
              "elsewhere"));
      broker.declare("forgets", Map.of("x-message-ttl", 60_000, "x-max-length", 10));
      assertThat(warnings(server, "plain")).isEmpty();
      assertThat(warnings(server, "drops / it"))
          .singleElement()
          .asString()
          .contains("drops, because it has no dead-letter exchange", "more than 3 times");
      assertThat(warnings(server, "hands-over"))
          .singleElement()
          .asString()
          .contains("hands over to exchange 'elsewhere'", "more than 5 times");
      assertThat(warnings(server, "forgets"))
          .hasSize(2)
          .anyMatch(warning -> warning.contains("60000 ms (message-ttl)"))
          .anyMatch(warning -> warning.contains("(max-length)"));
      assertThat(warnings(server, "nowhere"))
          .singleElement()
          .asString()
          .contains("the management API answers 404");
    }
  }

  @Test
  void policy_counts_and_an_argument_counts_before_it() {
    assertThat(
            RabbitQueueCheck.warnings(
                "q",
                JsonMapper.shared()
                    .readTree(
                        """
                        {"arguments":{"x-message-ttl":5},
                         "effective_policy_definition":{"message-ttl":9,"delivery-limit":2,
                          "max-length":3,"overflow":"reject-publish"}}
                        """)))
        .hasSize(2)
        .anyMatch(warning -> warning.contains("2 times"))
        .anyMatch(warning -> warning.contains("longer than 5 ms"));
  }

  @Test
  void api_that_cannot_be_asked_is_a_warning_without_the_password() throws Exception {
    var endpoint = new RabbitEndpoint("127.0.0.1", 1, false, "/", "guest", "topsecret");
    assertThat(RabbitQueueCheck.warnings(endpoint, 1, "q"))
        .singleElement()
        .asString()
        .contains("queue q", "cannot be asked")
        .doesNotContain("topsecret");
  }

  private static List<String> warnings(RabbitServer server, String queue) throws Exception {
    var endpoint = new RabbitEndpoint("127.0.0.1", server.port(), false, "/", "guest", "guest");
    return RabbitQueueCheck.warnings(endpoint, server.managementPort(), queue);
  }
}
