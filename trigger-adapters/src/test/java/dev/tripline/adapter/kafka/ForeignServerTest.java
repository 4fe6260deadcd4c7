package dev.tripline.adapter.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tripline.adapter.kafka.network.GuardedProducers;
import dev.tripline.spi.source.SourceUnavailableException;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Servers of other protocols at the address of a cluster: their first bytes are no length.
class ForeignServerTest {
  private static final KafkaCluster.Sasl SASL =
      new KafkaCluster.Sasl(KafkaCluster.Mechanism.PLAIN, "user", "topsecret");

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void web_server_is_told_apart_from_a_cluster(boolean login) throws Exception {
    byte[] answer = "HTTP/1.1 400 Bad Request\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
    try (var server = new Foreign(answer)) {
      assertThat(failure(server.address(), login ? SASL : null))
          .isInstanceOf(SourceUnavailableException.class)
          .hasMessageContaining(server.address())
          .hasMessageContaining("does not speak Kafka: its answer begins with \"HTTP\"");
    }
  }

  @Test
  void server_of_tls_that_is_spoken_to_without_is_told() throws Exception {
    try (var server = new Foreign(HexFormat.of().parseHex("15030300020250"))) {
      assertThat(failure(server.address(), null))
          .isInstanceOf(SourceUnavailableException.class)
          .hasMessageContaining("does not speak Kafka: it answers with TLS");
    }
  }

  @Test
  void producer_does_not_make_room_for_it_either() throws Exception {
    byte[] answer = "HTTP/1.1 400 Bad Request\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
    try (var server = new Foreign(answer)) {
      Map<String, Object> properties =
          new KafkaCluster(List.of(server.address()), null, null).clientProperties();
      try (Producer<byte[], byte[]> producer = GuardedProducers.create(properties, null)) {
        var record = new ProducerRecord<byte[], byte[]>("orders", new byte[] {1});
        assertThatThrownBy(() -> producer.send(record).get())
            .rootCause()
            .hasMessageContaining("does not speak Kafka");
      }
    }
  }

  private static @Nullable Exception failure(String address, KafkaCluster.@Nullable Sasl sasl)
      throws InterruptedException {
    var settings =
        new KafkaStreamSettings(
            new KafkaCluster(List.of(address), sasl, null),
            null,
            new KafkaStreamSettings.Topic("orders", "foreign"),
            new KafkaStreamSettings.StartAt.TrimHorizon(),
            KafkaStreamSettings.Limits.DEFAULT);
    try (var reader = new Reader(new KafkaStreamSource(settings, InstantSource.system()), 0)) {
      reader.awaitEnd();
      return reader.failure();
    }
  }

  /// Says the same to whoever has said something.
  private static final class Foreign implements AutoCloseable {
    private final ServerSocket socket;
    private final byte[] answer;

    Foreign(byte[] answer) throws IOException {
      this.answer = answer;
      this.socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
      Thread.ofVirtual().start(this::serve);
    }

    String address() {
      return "127.0.0.1:" + socket.getLocalPort();
    }

    private void serve() {
      while (!socket.isClosed()) {
        try {
          Socket connection = socket.accept();
          Thread.ofVirtual().start(() -> reply(connection));
        } catch (IOException e) {
          if (!socket.isClosed()) {
            throw new UncheckedIOException(e);
          }
        }
      }
    }

    private void reply(Socket connection) {
      try (connection) {
        if (connection.getInputStream().read() >= 0) {
          connection.getOutputStream().write(answer);
          connection.getOutputStream().flush();
        }
        connection.getInputStream().transferTo(OutputStream.nullOutputStream());
      } catch (IOException _) {
        // the client has closed the connection
      }
    }

    @Override
    public void close() throws IOException {
      socket.close();
    }
  }
}
