package dev.tripline.dispatcher.functionurl;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.Base64;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.lambda.model.InvalidRequestContentException;
import software.amazon.awssdk.services.lambda.model.ResourceNotFoundException;

/// Answers that reach the caller while the function still gives them.
class StreamedUrlTest {
  @TempDir static Path data;
  private static UrlWorld world;

  @BeforeAll
  static void start() throws Exception {
    world = UrlWorld.start(data);
  }

  @AfterAll
  static void stop() {
    if (world != null) {
      world.close();
    }
  }

  /// The function goes on only after the caller has read what it wrote first.
  @Test
  void the_caller_reads_the_first_piece_before_the_function_writes_the_second() throws Exception {
    try (Gate gate = Gate.closed()) {
      URI url =
          world.streamedUrl(
              "pieces",
              """
              exports.handler = awslambda.streamifyResponse(async (event, stream) => {
                stream.setContentType('text/plain');
                stream.write('first');
                await fetch('%s');
                stream.end('second');
              });
              """
                  .formatted(gate.address()));

      HttpResponse<InputStream> answer =
          world.http.send(
              HttpRequest.newBuilder(url).build(), HttpResponse.BodyHandlers.ofInputStream());

      assertThat(answer.statusCode()).isEqualTo(200);
      assertThat(answer.headers().firstValue("content-type")).hasValue("text/plain");
      assertThat(new String(answer.body().readNBytes(5), UTF_8)).isEqualTo("first");
      gate.open();
      assertThat(new String(answer.body().readAllBytes(), UTF_8)).isEqualTo("second");
    }
  }

  @Test
  void a_prelude_says_status_headers_and_cookies() throws Exception {
    URI url =
        world.streamedUrl(
            "prelude",
            """
            exports.handler = awslambda.streamifyResponse(async (event, stream) => {
              stream = awslambda.HttpResponseStream.from(stream, {
                statusCode: 418, headers: { 'X-Kind': 'tea', 'Content-Type': 'text/x-tea' }, cookies: ['a=1'] });
              stream.write('short');
              stream.end(' and stout');
            });
            """);

    HttpResponse<String> answer = world.get(url);

    assertThat(answer.statusCode()).isEqualTo(418);
    assertThat(answer.headers().firstValue("x-kind")).hasValue("tea");
    assertThat(answer.headers().firstValue("content-type")).hasValue("text/x-tea");
    assertThat(answer.headers().allValues("set-cookie")).containsExactly("a=1");
    assertThat(answer.body()).isEqualTo("short and stout");
    world.lambda.updateFunctionUrlConfig(b -> b.functionName("prelude").invokeMode("BUFFERED"));
    HttpResponse<String> whole = world.get(url);
    assertThat(whole.statusCode()).isEqualTo(418);
    assertThat(whole.body()).isEqualTo("short and stout");
  }

  @Test
  void an_error_in_the_middle_breaks_the_answer_off() throws Exception {
    URI url =
        world.streamedUrl(
            "broken",
            """
            exports.handler = awslambda.streamifyResponse(async (event, stream) => {
              if (event.rawPath === '/before') throw new Error('before');
              stream.write('first');
              await new Promise((done) => stream.write('second', done));
              throw new Error('in the middle');
            });
            """);

    assertThatThrownBy(() -> world.get(url)).isInstanceOf(IOException.class);
    HttpResponse<String> before = world.get(url.resolve("before"));
    assertThat(before.statusCode()).isEqualTo(502);
    assertThat(before.body()).isEqualTo("Internal Server Error");
    assertThatThrownBy(() -> world.get(url))
        .as("the worker serves on")
        .isInstanceOf(IOException.class);
  }

  /// Far more than is kept in memory between function and caller, or than a whole answer may have.
  @Test
  void a_large_answer_passes_through() throws Exception {
    URI url =
        world.streamedUrl(
            "large",
            """
            exports.handler = awslambda.streamifyResponse(async (event, stream) => {
              const piece = Buffer.alloc(1024 * 1024, 'x');
              for (let i = 0; i < 10; i++) {
                if (!stream.write(piece)) await new Promise((go) => stream.once('drain', go));
              }
              stream.end();
            });
            """);

    HttpResponse<String> answer = world.get(url);

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.body()).hasSize(10 * 1024 * 1024);
  }

  /// By AWS's own client, of a version behind an alias: the function goes on only after the first frame
  /// has arrived.
  @Test
  void the_lambda_api_frames_pieces_as_they_come_and_then_the_end() throws Exception {
    try (Gate gate = Gate.closed();
        FramedAnswers client = FramedAnswers.of(world)) {
      world.streamedUrl(
          "framed",
          """
          exports.handler = awslambda.streamifyResponse(async (event, stream) => {
            if (event === 'before') throw new Error('before');
            await new Promise((done) => stream.write('first', done));
            if (event === 'middle') throw new Error('in the middle');
            await fetch('%s');
            console.log('went on');
            stream.end('second');
          });
          """
              .formatted(gate.address()));
      world.lambda.publishVersion(b -> b.functionName("framed"));
      world.lambda.createAlias(b -> b.functionName("framed").name("live").functionVersion("1"));

      FramedAnswers.Answer whole = client.invoke("framed:live", "{}", gate::open);
      assertThat(whole.version()).isEqualTo("1");
      assertThat(whole.pieces()).containsExactly("first", "second");
      assertThat(whole.end().errorCode()).isNull();
      assertThat(new String(Base64.getDecoder().decode(whole.end().logResult()), UTF_8))
          .contains("went on", "END RequestId");

      FramedAnswers.Answer broken = client.invoke("framed", "\"middle\"", () -> {});
      assertThat(broken.pieces()).containsExactly("first");
      assertThat(broken.end().errorCode()).isEqualTo("Unhandled");
      assertThat(broken.end().errorDetails()).contains("in the middle");

      FramedAnswers.Answer failed = client.invoke("framed", "\"before\"", () -> {});
      assertThat(failed.pieces()).isEmpty();
      assertThat(failed.end().errorDetails()).contains("\"errorMessage\":\"before\"");
    }
  }

  @Test
  void the_lambda_api_sends_an_answer_that_is_no_stream_as_one_piece() throws Exception {
    world.publicUrl("whole", "def handler(event, context):\n    return event['n'] + 1\n");
    try (FramedAnswers client = FramedAnswers.of(world)) {
      FramedAnswers.Answer answer = client.invoke("whole", "{\"n\":41}", () -> {});

      assertThat(answer.pieces()).containsExactly("42");
      assertThat(answer.version()).isEqualTo("$LATEST");
      assertThat(answer.end().errorCode()).isNull();
      assertThatThrownBy(() -> client.invoke("nobody", "{}", () -> {}))
          .hasCauseInstanceOf(ResourceNotFoundException.class);
      assertThatThrownBy(() -> client.invoke("whole", "no json", () -> {}))
          .hasCauseInstanceOf(InvalidRequestContentException.class);
    }
    String path = "/2021-11-15/functions/whole/response-streaming-invocations";
    HttpResponse<String> unsigned = world.send(post(path));
    assertThat(unsigned.statusCode()).isEqualTo(403);
  }

  private static HttpRequest.Builder post(String path) {
    return HttpRequest.newBuilder(world.dispatcher.endpoint().resolve(path))
        .POST(HttpRequest.BodyPublishers.ofString("{}"));
  }

  /// An address that answers nobody before it is opened.
  private record Gate(HttpServer server, CountDownLatch opened) implements AutoCloseable {
    static Gate closed() throws IOException {
      CountDownLatch opened = new CountDownLatch(1);
      HttpServer server =
          HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
      server.setExecutor(task -> Thread.ofVirtual().start(task));
      server.createContext(
          "/",
          exchange -> {
            try {
              opened.await();
            } catch (InterruptedException e) {
              throw new IOException(e);
            }
            exchange.sendResponseHeaders(204, -1);
            exchange.close();
          });
      server.start();
      return new Gate(server, opened);
    }

    String address() {
      return "http://127.0.0.1:" + server.getAddress().getPort() + "/";
    }

    void open() {
      opened.countDown();
    }

    @Override
    public void close() {
      open();
      server.stop(0);
    }
  }
}
