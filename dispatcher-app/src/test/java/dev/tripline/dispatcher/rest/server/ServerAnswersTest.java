package dev.tripline.dispatcher.rest.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tripline.dispatcher.TriplineApplication;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;

/// Requests that the server refuses before a route sees them, byte by byte.
class ServerAnswersTest {
  private static @TempDir Path data;
  private static @Nullable ConfigurableApplicationContext app;

  @BeforeAll
  static void start() {
    app =
        SpringApplication.run(
            TriplineApplication.class, "--server.port=0", "--tripline.data-directory=" + data);
  }

  @AfterAll
  static void stop() {
    Objects.requireNonNull(app).close();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "TRACE /v1/triggers | 405",
        "TRACE /nowhere | 405",
        "GET /v1/secrets/a%00b | 400",
        "GET /v1/secrets/a%zz | 400",
        "GET /v1/secrets/{a} | 400",
        "GET /v1/%2e%2e/%2e%2e/x | 400",
        "GET /v1/triggers/%5C..%5C | 400",
        "GET /v1/../../etc | 400",
        "GET /nowhere | 404",
        "GET /error | 404",
      })
  void refusal_is_a_problem(String request, int status) throws IOException {
    String answer = send(request, "");
    assertThat(answer).startsWith("HTTP/1.1 " + status + " ");
    assertThat(answer.toLowerCase(java.util.Locale.ROOT))
        .contains("content-type: application/problem+json")
        .contains("\"status\":" + status)
        .doesNotContain("<html", "tomcat");
  }

  @Test
  void refusal_below_the_lambda_api_is_as_aws_has_it() throws IOException {
    assertThat(send("TRACE /2015-03-31/functions", ""))
        .startsWith("HTTP/1.1 405 ")
        .contains("x-amzn-ErrorType: UnknownOperationException", "{\"message\":");
  }

  @Test
  void server_has_its_files_in_the_data_directory() {
    assertThat(data.resolve("http")).isDirectoryContaining("glob:**/work");
    assertThat(data.resolve("http/root")).isEmptyDirectory();
  }

  @Test
  void header_that_is_too_long_is_a_problem() throws IOException {
    String answer = send("GET /v1/triggers", "X-Long: " + "x".repeat(20_000) + "\r\n");
    assertThat(answer).startsWith("HTTP/1.1 4").contains("application/problem+json");
  }

  @Test
  void slash_in_a_name_may_be_encoded() throws IOException {
    String body = "{\"value\":\"v\"}";
    String put =
        send(
            "PUT /v1/secrets/shop%2Fdb",
            "Content-Type: application/json\r\nContent-Length: " + body.length() + "\r\n", body);
    assertThat(put).startsWith("HTTP/1.1 201 ").contains("\"name\":\"shop/db\"");
    assertThat(send("GET /v1/secrets/shop/db", "")).startsWith("HTTP/1.1 200 ");
    assertThat(send("GET /v1/secrets/shop%2Fdb", "")).startsWith("HTTP/1.1 200 ");
  }

  private static String send(String request, String headers) throws IOException {
    return send(request, headers, "");
  }

  private static String send(String request, String headers, String body) throws IOException {
    String port =
        Objects.requireNonNull(
            Objects.requireNonNull(app).getEnvironment().getProperty("local.server.port"));
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), Integer.parseInt(port))) {
      String text =
          request
              + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
              + headers
              + "\r\n"
              + body;
      socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
