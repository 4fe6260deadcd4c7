package dev.tripline.adapter.rabbitmq;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tripline.adapter.rabbitmq.network.ManagementCall;
import dev.tripline.adapter.rabbitmq.network.ResolvedSockets;
import dev.tripline.spi.network.AddressResolver;
import dev.tripline.spi.source.RecentlySettled;
import dev.tripline.spi.source.SourceUnavailableException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Connections to brokers, and to their management API.
class ResolvedSocketsTest {
  private static final AddressResolver REFUSES =
      host -> {
        throw new UnknownHostException(host + " is at a private address");
      };

  private ServerSocket server;

  @BeforeEach
  void start() throws IOException {
    server = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
  }

  @AfterEach
  void stop() throws IOException {
    server.close();
  }

  private void assertThatNobodyCame() throws IOException {
    server.setSoTimeout(1);
    assertThatThrownBy(server::accept).isInstanceOf(java.net.SocketTimeoutException.class);
  }

  private RabbitEndpoint endpoint(AddressResolver addresses) {
    return new RabbitEndpoint(
        "broker.example", server.getLocalPort(), false, "/", "guest", "guest", addresses);
  }

  @Test
  void connection_goes_to_the_address_that_was_judged_whatever_the_name_stands_for()
      throws Exception {
    AddressResolver loopback = _ -> new InetAddress[] {InetAddress.getLoopbackAddress()};
    try (Socket socket = new ResolvedSockets(loopback, null).createSocket()) {
      socket.connect(
          InetSocketAddress.createUnresolved("broker.example", server.getLocalPort()), 5_000);
      try (Socket accepted = server.accept()) {
        socket.getOutputStream().write('x');
        assertThat(accepted.getInputStream().read()).isEqualTo('x');
      }
      assertThat(socket.isConnected()).isTrue();
    }
  }

  @Test
  void broker_at_a_refused_address_is_not_connected_to() throws Exception {
    var source =
        new RabbitQueueSource(
            new RabbitQueueSettings(endpoint(REFUSES), "q", "arn", 1, Duration.ofSeconds(1)),
            new RecentlySettled(10),
            InstantSource.system());
    try (source) {
      assertThatThrownBy(() -> source.poll(1, Duration.ofMillis(10)))
          .isInstanceOf(SourceUnavailableException.class)
          .hasStackTraceContaining("private address");
    }
    assertThat(RabbitQueueCheck.refusal(endpoint(REFUSES), "q")).isEmpty();
    assertThatNobodyCame();
  }

  @Test
  void management_api_at_a_refused_address_is_not_asked() throws Exception {
    assertThat(RabbitQueueCheck.warnings(endpoint(REFUSES), server.getLocalPort(), "q"))
        .singleElement()
        .asString()
        .contains("private address");
    assertThatNobodyCame();
  }

  @Test
  void answer_of_the_management_api_is_read_to_its_end() throws Exception {
    AddressResolver loopback = _ -> new InetAddress[] {InetAddress.getLoopbackAddress()};
    Thread.ofVirtual()
        .start(() -> {
          try (Socket accepted = server.accept()) {
            accepted.getInputStream().read(new byte[4_096]);
            accepted
                .getOutputStream()
                .write(
                    "HTTP/1.1 200 OK\r\nServer: x\r\n\r\n{\"durable\":false}"
                        .getBytes(StandardCharsets.US_ASCII));
          } catch (IOException _) {
            Thread.currentThread().interrupt();
          }
        });
    ManagementCall.Answer answer =
        ManagementCall.get(
            new ResolvedSockets(loopback, null),
            InetSocketAddress.createUnresolved("broker.example", server.getLocalPort()),
            "guest:guest",
            "/api/queues/%2F/q",
            Duration.ofSeconds(5));
    assertThat(answer).isEqualTo(new ManagementCall.Answer(200, "{\"durable\":false}"));
  }
}
