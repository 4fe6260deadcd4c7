package dev.tripline.dispatcher.rest.guard;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tripline.dispatcher.lambdaapi.RunningDispatcher;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Requests that a proxy and a server may read in different ways, byte by byte.
class OddRequestsTest {
  private static final String LAMBDA = "/2015-03-31/functions";
  private static @TempDir Path data;
  private static @Nullable RunningDispatcher dispatcher;

  @BeforeAll
  static void start() {
    dispatcher = RunningDispatcher.start(data);
  }

  @AfterAll
  static void stop() {
    Objects.requireNonNull(dispatcher).close();
  }

  /// The head that comes in the place of `H` names the host and ends the connection.
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "GET PATH HTTP/1.1~nHost: localhost~n~n | 400",
        "GET PATH HTTP/1.1~r~nHost: localhost~nConnection: close~r~n~r~n | 400",
        "~nGET PATH HTTP/1.1~r~nH~r~n | 400",
        "GET  PATH HTTP/1.1~r~nH~r~n | 400",
        "GET\tPATH HTTP/1.1~r~nH~r~n | 400",
        "GET PATH ~r~n | 4",
        "GET PATH HTTP/1.1~r~nConnection: close~r~n~r~n | 400",
        "GET PATH HTTP/1.1~r~nHost: localhost~r~nH~r~n | 400",
        "GET PATH HTTP/1.1~r~nHost : localhost~r~nConnection: close~r~n~r~n | 400",
        "GET PATH HTTP/1.1~r~nHost: localhost/~r~nConnection: close~r~n~r~n | 4",
        "GET PATH HTTP/1.1~r~nHost: localhost@evil~r~nConnection: close~r~n~r~n | 4",
        "GET PATH HTTP/1.1~r~nHost: evil.example~r~nConnection: close~r~n~r~n | 403",
        "GET PATH HTTP/1.0~r~nConnection: close~r~n~r~n | 403",
        "GET http://evil.examplePATH HTTP/1.1~r~nHost: evil.example~r~nConnection: close~r~n~r~n |"
            + " 403",
        "GET http://evil.examplePATH HTTP/1.1~r~nH~r~n | 400",
        "GET http://localhostPATH HTTP/1.1~r~nHost: evil.example~r~nConnection: close~r~n~r~n |"
            + " 400",
        "GET http://user@localhostPATH HTTP/1.1~r~nH~r~n | 400",
        "POST PATH HTTP/1.1~r~nHContent-Length: 2~r~nContent-Length: 2~r~n~r~n{} | 400",
        "POST PATH HTTP/1.1~r~nHContent-Length: 2~r~nContent-Length: 3~r~n~r~n{} | 400",
        "POST PATH HTTP/1.1~r~nHContent-Length: 2, 2~r~n~r~n{} | 400",
        "POST PATH HTTP/1.1~r~nHContent-Length: -1~r~n~r~n | 400",
        "POST PATH HTTP/1.1~r~nHContent-Length: +2~r~n~r~n{} | 400",
        "POST PATH HTTP/1.1~r~nHContent-Length: 0x2~r~n~r~n{} | 400",
        "POST PATH HTTP/1.1~r~nHContent-Length: 99999999999999999999~r~n~r~n{} | 400",
        "POST PATH HTTP/1.1~r~nHContent-Length: 2~r~nTransfer-Encoding: chunked~r~n~r~n0~r~n~r~n |"
            + " 400",
        "POST PATH HTTP/1.1~r~nHTransfer-Encoding: chunked~r~nContent-Length: 2~r~n~r~n0~r~n~r~n |"
            + " 400",
        "POST PATH HTTP/1.1~r~nHTransfer-Encoding: chunked~r~nTransfer-Encoding:"
            + " chunked~r~n~r~n0~r~n~r~n | 400",
        "POST PATH HTTP/1.1~r~nHTransfer-Encoding: chunked, chunked~r~n~r~n0~r~n~r~n | 400",
        "POST PATH HTTP/1.1~r~nHTransfer-Encoding: identity~r~n~r~n | 501",
        "POST PATH HTTP/1.1~r~nHTransfer-Encoding: gzip, chunked~r~n~r~n0~r~n~r~n | 501",
        "POST PATH HTTP/1.1~r~nHTransfer-Encoding: xchunked~r~n~r~n0~r~n~r~n | 501",
        "POST PATH HTTP/1.1~r~nHTransfer-Encoding : chunked~r~n~r~n0~r~n~r~n | 400",
        "POST PATH HTTP/1.0~r~nHTransfer-Encoding: chunked~r~n~r~n0~r~n~r~n | 400",
        "GET PATH HTTP/1.1~r~nHOrigin: http://localhost~r~nOrigin: http://evil~r~n~r~n | 400",
        "GET PATH HTTP/3.0~r~nH~r~n | 505",
        "GET PATH/a~0b HTTP/1.1~r~nH~r~n | 400",
        "GET PATH/a%00b HTTP/1.1~r~nH~r~n | 400",
        "GET PATH/a%zz HTTP/1.1~r~nH~r~n | 400",
        "GET PATH/a% HTTP/1.1~r~nH~r~n | 400",
        "GET PATH;a=b HTTP/1.1~r~nH~r~n | 400",
        "GET PATH/..;/x HTTP/1.1~r~nH~r~n | 400",
        "GET PATH/../x HTTP/1.1~r~nH~r~n | 400",
        "GET PATH/%2e%2e/x HTTP/1.1~r~nH~r~n | 400",
        "GET PATH/..%2fx HTTP/1.1~r~nH~r~n | 400",
        "GET PATH/%2E/x HTTP/1.1~r~nH~r~n | 400",
        "GET /PATH HTTP/1.1~r~nH~r~n | 400",
        "GET PATH//x HTTP/1.1~r~nH~r~n | 400",
        "GET PATH\\..\\x HTTP/1.1~r~nH~r~n | 400",
        "GET PATH%5c..%5cx HTTP/1.1~r~nH~r~n | 400",
        "CONNECT localhost:80 HTTP/1.1~r~nH~r~n | 501",
        "G@T PATH HTTP/1.1~r~nH~r~n | 400",
      })
  void request_is_refused(String request, String status) throws IOException {
    for (String path : new String[] {"/v1/triggers", LAMBDA, "/actuator/health", "/v1/nowhere"}) {
      String answer = send(request.replace("PATH", path));
      assertThat(answer).as(path).startsWith("HTTP/1.1 " + status);
      assertThat(answer.toLowerCase(java.util.Locale.ROOT))
          .as(path)
          .doesNotContain("<html", "tomcat", "\r\n\r\nhttp/1.1");
    }
  }

  @Test
  void method_of_proxies_is_not_called_an_encoding() throws IOException {
    assertThat(send("CONNECT localhost:80 HTTP/1.1~r~nH~r~n"))
        .startsWith("HTTP/1.1 501 ")
        .contains("this method is not offered")
        .doesNotContain("encoding is");
    assertThat(send("GET /v1/triggers HTTP/1.1~r~nHTransfer-Encoding: br~r~n~r~n"))
        .contains("encoding")
        .doesNotContain("method");
  }

  @Test
  void version_that_is_not_spoken_is_called_by_its_name() throws IOException {
    assertThat(send("GET /v1/triggers HTTP/1.2~r~nH~r~n"))
        .startsWith("HTTP/1.1 505 ")
        .contains("HTTP/1.1 and HTTP/1.0 are spoken here")
        .doesNotContain("Internal error");
  }

  @ParameterizedTest
  @CsvSource({
    "/2015-03-31/functions;a=b, 400, ValidationException",
    "/2015-03-31/functions/a%00b, 400, ValidationException",
    "/2018-10-31//layers, 400, ValidationException",
  })
  void lambda_path_is_answered_as_aws_does(String path, int status, String error)
      throws IOException {
    assertThat(send("GET " + path + " HTTP/1.1~r~nH~r~n"))
        .startsWith("HTTP/1.1 " + status + " ")
        .contains("x-amzn-ErrorType: " + error, "x-amzn-RequestId: ", "{\"message\":");
  }

  @Test
  void foreign_caller_of_lambda_is_answered_as_aws_does() throws IOException {
    assertThat(send("GET " + LAMBDA + " HTTP/1.1~r~nHOrigin: http://evil.example~r~n~r~n"))
        .startsWith("HTTP/1.1 403 ")
        .contains("x-amzn-ErrorType: AccessDeniedException", "{\"Message\":");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "GET /v1/triggers HTTP/1.1~r~nH~r~n",
        "GET http://localhost/v1/triggers HTTP/1.1~r~nH~r~n",
        "GET /v1/triggers? HTTP/1.1~r~nH~r~n",
        "GET /2015-03-31/functions/ HTTP/1.1~r~nH~r~n",
        "GET /actuator/health HTTP/1.1~r~nH~r~n",
      })
  void plain_request_is_served(String request) throws IOException {
    assertThat(send(request)).startsWith("HTTP/1.1 200 ");
  }

  @Test
  void second_request_in_a_refused_ones_body_is_not_served() throws IOException {
    String smuggled = "GET /v1/triggers HTTP/1.1~r~nHost: localhost~r~n~r~n";
    String answer =
        send(
            "POST /v1/triggers HTTP/1.1~r~nHost: localhost~r~nContent-Length: 5~r~n"
                + "Transfer-Encoding: chunked~r~n~r~n0~r~n~r~n"
                + smuggled);
    assertThat(answer).startsWith("HTTP/1.1 400 ").doesNotContain("HTTP/1.1 200");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "5~n{}~r~n0~r~n~r~n",
        "2~r~n{}0~r~n~r~n",
        "z~r~n{}~r~n0~r~n~r~n",
        "-2~r~n{}~r~n0~r~n~r~n",
        "2~r~n{}~n0~n~n",
        "fffffffffffffffff~r~n{}",
      })
  void malformed_chunks_are_refused_in_the_dialect_of_the_path(String chunks) throws IOException {
    String head =
        " HTTP/1.1~r~nHContent-Type: application/json~r~nTransfer-Encoding: chunked~r~n~r~n";
    assertThat(send("POST /v1/triggers" + head + chunks))
        .startsWith("HTTP/1.1 400 ")
        .contains("application/problem+json")
        .doesNotContain("\r\n\r\nHTTP/1.1");
    assertThat(send("POST " + LAMBDA + head + chunks))
        .startsWith("HTTP/1.1 400 ")
        .contains("x-amzn-ErrorType: ")
        .doesNotContain("\r\n\r\nHTTP/1.1");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/v1/secrets/a%2Fb",
        "/v1/triggers/a%2Fb",
        "/v1/functions/a%2Fb",
        "/v1/dead-letters/a%2Fb",
        "/v1/events/a%2Fb",
        "/v1/nowhere/a%2Fb",
        "/actuator/a%2Fb",
      })
  void encoded_slash_is_answered_in_our_dialect(String path) throws IOException {
    assertThat(send("GET " + path + " HTTP/1.1~r~nH~r~n"))
        .startsWith("HTTP/1.1 404 ")
        .contains("application/problem+json")
        .doesNotContain("<html");
  }

  @Test
  void refusals_are_counted_by_their_reason() throws IOException {
    double before = count("host");
    send("GET /v1/triggers HTTP/1.1~r~nHost: evil.example~r~nConnection: close~r~n~r~n");
    assertThat(count("host")).isEqualTo(before + 1);
  }

  private static double count(String reason) {
    return Objects.requireNonNull(dispatcher)
        .bean(MeterRegistry.class)
        .get("tripline.http.refused")
        .tag("reason", reason)
        .counter()
        .count();
  }

  private static String send(String request) throws IOException {
    try (RawSocket socket =
        new RawSocket(Objects.requireNonNull(dispatcher).endpoint().getPort())) {
      return socket
          .write(
              request.replaceFirst(
                  "(?<=~n)H(?=[A-Z~])", "Host: localhost~r~nConnection: close~r~n"))
          .readAll();
    }
  }
}
