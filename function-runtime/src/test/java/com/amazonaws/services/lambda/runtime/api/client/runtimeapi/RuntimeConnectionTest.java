package com.amazonaws.services.lambda.runtime.api.client.runtimeapi;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RuntimeConnectionTest {
  @ParameterizedTest
  @ValueSource(strings = {"18446744073709551615", "2147483648", "-1", "much"})
  void length_that_no_event_can_have_is_an_error_of_the_connection(String length) throws Exception {
    try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      Thread answering = Thread.ofVirtual().start(() -> answer(server, length));
      var connection = new RuntimeConnection("127.0.0.1:" + server.getLocalPort(), "test");
      assertThatThrownBy(() -> connection.get("/next"))
          .isInstanceOf(IOException.class)
          .hasMessageContaining(length);
      connection.close();
      answering.join();
    }
  }

  private static void answer(ServerSocket server, String length) {
    try (Socket socket = server.accept()) {
      String head = "HTTP/1.1 200 OK\r\nContent-Length: " + length + "\r\n\r\n";
      socket.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
      byte[] _ = socket.getInputStream().readAllBytes();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}
