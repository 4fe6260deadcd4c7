package dev.tripline.runtime.extension.telemetry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tripline.runtime.extension.telemetry.Destination.Place;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.channels.SocketChannel;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Listeners of this process, beside a worker that has none.
class LoopbackPortsTest {
  private static final InetAddress SANDBOX = InetAddress.ofLiteral("127.99.1.2");

  @SuppressWarnings("NullAway.Init")
  private Process other;

  @BeforeEach
  void start() throws IOException {
    other = new ProcessBuilder("sleep", "600").start();
  }

  @AfterEach
  void end() {
    other.destroyForcibly();
  }

  private static void accept(ServerSocket server) {
    Thread.ofVirtual()
        .start(() -> {
          try {
            server.accept();
          } catch (IOException _) {
            // the test is over
          }
        });
  }

  @ParameterizedTest
  @ValueSource(strings = {"127.99.1.2", "0.0.0.0", "::"})
  void own_listener_is_reached_at_the_address_of_the_worker(String bound) throws IOException {
    try (ServerSocket server = new ServerSocket()) {
      server.bind(new InetSocketAddress(InetAddress.ofLiteral(bound), 0));
      accept(server);
      LoopbackPorts ports = new LoopbackPorts(ProcessHandle.current().pid(), SANDBOX);
      try (SocketChannel channel = ports.connect(Place.SANDBOX, server.getLocalPort(), _ -> {})) {
        assertThat(channel.isConnected()).isTrue();
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"127.0.0.1", "0.0.0.0", "::"})
  void listener_of_another_process_is_not_connected_to(String bound) throws IOException {
    try (ServerSocket server = new ServerSocket()) {
      server.bind(new InetSocketAddress(InetAddress.ofLiteral(bound), 0));
      LoopbackPorts ports = new LoopbackPorts(other.pid(), SANDBOX);
      assertThatThrownBy(() ->
              ports.connect(
                  Place.LOCALHOST,
                  server.getLocalPort(),
                  _ -> {
                    throw new AssertionError("a connection was opened");
                  }))
          .isInstanceOf(ConnectException.class);
    }
  }

  @Test
  void listener_elsewhere_on_the_loopback_is_not_meant() throws IOException {
    try (ServerSocket server = new ServerSocket(0, 1, InetAddress.ofLiteral("127.99.1.3"))) {
      LoopbackPorts ports = new LoopbackPorts(ProcessHandle.current().pid(), SANDBOX);
      assertThatThrownBy(() -> ports.connect(Place.SANDBOX, server.getLocalPort(), _ -> {}))
          .isInstanceOf(ConnectException.class);
    }
  }

  @Test
  void listener_that_takes_no_connection_is_waited_for_until_that_is_cut_off()
      throws IOException, InterruptedException {
    try (ServerSocket server = new ServerSocket(0, 1, SANDBOX)) {
      LoopbackPorts ports = new LoopbackPorts(ProcessHandle.current().pid(), SANDBOX);
      BlockingQueue<SocketChannel> opened = new LinkedBlockingQueue<>();
      BlockingQueue<IOException> ended = new LinkedBlockingQueue<>();
      Thread.ofVirtual()
          .start(() -> {
            try {
              ports.connect(Place.SANDBOX, server.getLocalPort(), opened::add);
            } catch (IOException e) {
              ended.add(e);
            }
          });
      opened.take().close();
      assertThat(ended.take()).isNotNull();
    }
  }
}
