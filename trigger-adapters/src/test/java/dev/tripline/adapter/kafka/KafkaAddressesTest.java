package dev.tripline.adapter.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tripline.adapter.kafka.network.ResolvedHosts;
import dev.tripline.spi.network.AddressResolver;
import dev.tripline.testkit.server.KafkaServer;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/// The addresses that a consumer connects to.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class KafkaAddressesTest {
  private final Queue<String> asked = new ConcurrentLinkedQueue<>();
  private final Set<String> refused = ConcurrentHashMap.newKeySet();
  private KafkaServer server;

  private final AddressResolver addresses =
      host -> {
        asked.add(host);
        if (refused.contains(host)) {
          throw new UnknownHostException(host + " is refused");
        }
        return InetAddress.getAllByName(host);
      };

  @BeforeAll
  void start() {
    server = KafkaServer.start();
  }

  @AfterAll
  void stop() {
    server.close();
  }

  private KafkaConsumer<byte[], byte[]> consumer(String servers) {
    Map<String, Object> properties =
        new KafkaCluster(List.of(servers), null, null, addresses).clientProperties();
    properties.put("group.id", "addresses");
    KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    ResolvedHosts.restrict(consumer, addresses);
    return consumer;
  }

  /// Whether the cluster says which topics it has.
  private boolean answers(String servers) {
    try (KafkaConsumer<byte[], byte[]> consumer = consumer(servers)) {
      consumer.listTopics(Duration.ofSeconds(5));
      return true;
    } catch (org.apache.kafka.common.errors.TimeoutException _) {
      return false;
    }
  }

  @Test
  void server_of_a_refused_address_is_not_connected_to() {
    String port = server.bootstrapServers().split(":", 2)[1];
    assertThat(answers("localhost:" + port)).isTrue();
    assertThat(asked).contains("localhost");
    refused.add("localhost");
    assertThat(answers("localhost:" + port)).isFalse();
    refused.clear();
  }

  /// The broker says that it is at 127.0.0.1.
  @Test
  void broker_that_a_cluster_names_is_judged_as_well() {
    String port = server.bootstrapServers().split(":", 2)[1];
    refused.add("127.0.0.1");
    asked.clear();
    try (KafkaConsumer<byte[], byte[]> consumer = consumer("localhost:" + port)) {
      consumer.subscribe(List.of("orders"));
      for (int i = 0; i < 200 && !asked.contains("127.0.0.1"); i++) {
        consumer.poll(Duration.ofMillis(100));
      }
      assertThat(asked).contains("localhost", "127.0.0.1");
      assertThat(consumer.assignment()).isEmpty();
    }
    refused.clear();
  }
}
