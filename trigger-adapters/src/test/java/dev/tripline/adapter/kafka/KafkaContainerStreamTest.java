package dev.tripline.adapter.kafka;

import dev.tripline.testkit.source.StreamSourceContract;
import dev.tripline.testkit.source.StreamUnderTest;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;
import org.testcontainers.kafka.KafkaContainer;

/// The same contract against the image of Kafka that `docker-compose.yml` runs.
@EnabledIfEnvironmentVariable(
    named = "DOCKER_HOST",
    matches = ".+",
    disabledReason = "no container engine is named by DOCKER_HOST")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class KafkaContainerStreamTest implements StreamSourceContract {
  private KafkaContainer server;
  private String name;

  @BeforeAll
  void start() {
    server = new KafkaContainer("apache/kafka:4.1.2");
    server.start();
  }

  @AfterAll
  void stop() {
    server.close();
  }

  @BeforeEach
  void name(TestInfo test) {
    name = test.getTestMethod().orElseThrow().getName();
  }

  @Override
  public StreamUnderTest stream() {
    KafkaTopic topic = new KafkaTopic(server.getBootstrapServers(), name);
    topic.create();
    return topic;
  }
}
