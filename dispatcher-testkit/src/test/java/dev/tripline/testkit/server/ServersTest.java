package dev.tripline.testkit.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.junit.jupiter.api.Test;

class ServersTest {

  @Test
  void s3_server_answers_and_refuses_unsigned_requests() throws Exception {
    try (S3Server server = S3Server.start();
        HttpClient http = HttpClient.newHttpClient()) {
      server.createBucket("packages");
      URI uri = server.endpoint().resolve("/packages");
      HttpResponse<String> response =
          http.send(
              HttpRequest.newBuilder(uri).build(),
              HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8));
      assertThat(response.statusCode()).isEqualTo(403);
    }
  }

  @Test
  void amqp_server_speaks_amqp_0_9_1() throws IOException {
    try (AmqpServer server = AmqpServer.start();
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
      socket.getOutputStream().write(new byte[] {'A', 'M', 'Q', 'P', 0, 0, 9, 1});
      int methodFrame = socket.getInputStream().read();
      assertThat(methodFrame).isEqualTo(1);
    }
  }

  @Test
  void postgres_server_is_durable() throws SQLException {
    try (PostgresServer server = PostgresServer.start();
        Connection connection =
            DriverManager.getConnection(server.createDatabase("a"), server.user(), "");
        Statement statement = connection.createStatement()) {
      for (String setting : List.of("fsync", "synchronous_commit", "full_page_writes")) {
        try (ResultSet row = statement.executeQuery("SHOW " + setting)) {
          assertThat(row.next()).isTrue();
          assertThat(row.getString(1)).as(setting).isEqualTo("on");
        }
      }
    }
  }
}
