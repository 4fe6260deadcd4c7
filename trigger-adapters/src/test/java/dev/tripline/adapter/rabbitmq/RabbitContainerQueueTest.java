package dev.tripline.adapter.rabbitmq;

import dev.tripline.spi.source.QueueSource;
import dev.tripline.testkit.source.QueueSourceContract;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;
import org.testcontainers.rabbitmq.RabbitMQContainer;

/// The same contract against the image of RabbitMQ that `docker-compose.yml` runs.
@EnabledIfEnvironmentVariable(
    named = "DOCKER_HOST",
    matches = ".+",
    disabledReason = "no container engine is named by DOCKER_HOST")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RabbitContainerQueueTest implements QueueSourceContract {
  private RabbitMQContainer server;
  private TestBroker broker;
  private String queue;

  @BeforeAll
  void start() {
    server = new RabbitMQContainer("rabbitmq:4-management");
    server.start();
  }

  @AfterAll
  void stop() {
    server.close();
  }

  @BeforeEach
  void declare(TestInfo test) throws Exception {
    broker = new TestBroker(server.getAmqpPort());
    queue = test.getTestMethod().orElseThrow().getName();
    broker.declare(queue, Map.of("x-queue-type", "quorum"));
  }

  @AfterEach
  void disconnect() {
    broker.close();
  }

  @Override
  public QueueSource open() {
    return broker.source(queue, MANY);
  }

  @Override
  public void send(List<String> bodies) throws Exception {
    broker.send(queue, bodies);
  }
}
