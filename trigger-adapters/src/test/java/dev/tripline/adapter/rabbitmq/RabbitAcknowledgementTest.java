package dev.tripline.adapter.rabbitmq;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.tripline.spi.source.Delivery;
import dev.tripline.spi.source.QueueSource;
import dev.tripline.spi.source.SourceUnavailableException;
import dev.tripline.testkit.server.RabbitServer;
import dev.tripline.testkit.source.QueueSourceContract;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// Against a real RabbitMQ that waits for acknowledgements for two seconds only.
class RabbitAcknowledgementTest {

  @Test
  void acknowledgement_that_comes_too_late_is_an_outage_that_says_why_and_loses_nothing()
      throws Exception {
    Optional<String> missing = RabbitServer.whyUnavailable();
    missing.ifPresent(System.out::println);
    assumeTrue(missing.isEmpty(), () -> missing.orElse(""));
    try (RabbitServer server = RabbitServer.start("consumer_timeout = 2000");
        TestBroker broker = new TestBroker(server.port())) {
      broker.declare("late", Map.of());
      broker.send("late", List.of("a"));
      try (QueueSource source = broker.source("late", 10)) {
        List<Delivery> held = QueueSourceContract.take(source, 1);
        assertThatThrownBy(() -> source.poll(1, Duration.ofSeconds(30)))
            .isInstanceOf(SourceUnavailableException.class)
            .hasMessageContaining("late")
            .hasMessageContaining("not acknowledged within its consumer_timeout")
            .hasMessageContaining("2000 ms");
        assertThatThrownBy(() -> source.acknowledge(held))
            .isInstanceOf(SourceUnavailableException.class);
        List<Delivery> again = QueueSourceContract.take(source, 1);
        assertThat(again).extracting(Delivery::attempt).containsExactly(1);
        source.acknowledge(again);
      }
    }
  }
}
