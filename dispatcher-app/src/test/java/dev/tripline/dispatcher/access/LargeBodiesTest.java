package dev.tripline.dispatcher.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import software.amazon.awssdk.http.ContentStreamProvider;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4HttpSigner;
import software.amazon.awssdk.identity.spi.AwsCredentialsIdentity;

/// Requests that announce a large body and send none of it: an answer shows that it is not awaited.
@ExtendWith(OutputCaptureExtension.class)
class LargeBodiesTest {
  private static final String PATH = "/2015-03-31/functions";
  private static final int LENGTH = 66_000_000;

  @TempDir static Path data;
  private static GuardedDispatcher dispatcher;

  @BeforeAll
  static void start() throws IOException {
    dispatcher = GuardedDispatcher.start(data, "--tripline.http.body-time=120s");
  }

  @AfterAll
  static void stop() {
    dispatcher.close();
  }

  @Test
  void a_body_is_not_read_for_a_wrong_secret() throws Exception {
    GuardedDispatcher.Key operator = dispatcher.key("operator", "operator");
    GuardedDispatcher.Key wrong = operator.withWrongSecret();
    assertThat(answer(wrong, true))
        .startsWith("HTTP/1.1 403 ")
        .contains("InvalidSignatureException", "does not match the signature");
  }

  @Test
  void a_body_is_not_read_for_a_role_that_changes_nothing(CapturedOutput output) throws Exception {
    for (String role : new String[] {"viewer", "publisher"}) {
      for (boolean announced : new boolean[] {true, false}) {
        GuardedDispatcher.Key key = dispatcher.key(role + announced, role);
        assertThat(answer(key, announced))
            .as(role)
            .startsWith("HTTP/1.1 403 ")
            .contains("AccessDeniedException", "role " + role);
      }
    }
    assertThat(output)
        .doesNotContain("Exception Processing [ErrorPage")
        .doesNotContain("Servlet.service() for servlet");
  }

  /// @param announced whether the head names the digest of the body
  private static String answer(GuardedDispatcher.Key key, boolean announced) throws IOException {
    SdkHttpRequest.Builder plain =
        SdkHttpRequest.builder()
            .uri(URI.create(dispatcher.endpoint() + PATH))
            .method(SdkHttpMethod.POST)
            .putHeader("Content-Type", "application/json");
    SdkHttpRequest signed =
        AwsV4HttpSigner.create()
            .sign(r ->
                r.identity(AwsCredentialsIdentity.create(key.id(), key.secret()))
                    .request(plain.build())
                    .payload(ContentStreamProvider.fromUtf8String("{}"))
                    .putProperty(AwsV4HttpSigner.SERVICE_SIGNING_NAME, "lambda")
                    .putProperty(AwsV4HttpSigner.REGION_NAME, "us-east-1"))
            .request();
    StringBuilder head = new StringBuilder("POST " + PATH + " HTTP/1.1\r\n");
    signed.forEachHeader((name, values) -> {
      boolean digest = name.equalsIgnoreCase("x-amz-content-sha256");
      if (!name.equalsIgnoreCase("content-length") && (announced || !digest)) {
        values.forEach(value -> head.append(name).append(": ").append(value).append("\r\n"));
      }
    });
    head.append("Content-Length: ").append(LENGTH).append("\r\n\r\n");
    try (Socket socket =
        new Socket(InetAddress.getLoopbackAddress(), dispatcher.endpoint().getPort())) {
      socket.setSoTimeout(30_000);
      socket.getOutputStream().write(head.toString().getBytes(StandardCharsets.ISO_8859_1));
      byte[] answer = new byte[8_192];
      int length = 0;
      String text = "";
      while (!text.contains("}")) {
        int read = socket.getInputStream().read(answer, length, answer.length - length);
        if (read < 0) {
          break;
        }
        length += read;
        text = new String(answer, 0, length, StandardCharsets.UTF_8);
      }
      return text;
    }
  }
}
