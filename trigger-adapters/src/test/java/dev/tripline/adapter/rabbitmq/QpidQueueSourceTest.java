package dev.tripline.adapter.rabbitmq;

import dev.tripline.spi.source.QueueSource;
import dev.tripline.testkit.server.AmqpServer;
import dev.tripline.testkit.source.QueueSourceContract;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.TestInstance;

/// Quick: against a broker in this JVM.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class QpidQueueSourceTest implements QueueSourceContract {
  private AmqpServer server;
  private TestBroker broker;
  private String queue;

  @BeforeAll
  void start() {
    server = AmqpServer.start();
  }

  @AfterAll
  void stop() {
    server.close();
  }

  @BeforeEach
  void declare(TestInfo test) throws Exception {
    broker = new TestBroker(server.port());
    queue = test.getTestMethod().orElseThrow().getName();
    broker.declare(queue, Map.of());
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
