package dev.tripline.dispatcher.functionurl;

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
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

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
    CountDownLatch read = new CountDownLatch(1);
    HttpServer gate =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    gate.createContext(
        "/",
        exchange -> {
          try {
            read.await();
          } catch (InterruptedException e) {
            throw new IOException(e);
          }
          exchange.sendResponseHeaders(204, -1);
          exchange.close();
        });
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      gate.setExecutor(threads);
      gate.start();
      URI url =
          world.streamedUrl(
              "pieces",
              """
              exports.handler = awslambda.streamifyResponse(async (event, stream) => {
                stream.setContentType('text/plain');
                stream.write('first');
                await fetch('http://127.0.0.1:%d/');
                stream.end('second');
              });
              """
                  .formatted(gate.getAddress().getPort()));

      HttpResponse<InputStream> answer =
          world.http.send(
              HttpRequest.newBuilder(url).build(), HttpResponse.BodyHandlers.ofInputStream());

      assertThat(answer.statusCode()).isEqualTo(200);
      assertThat(answer.headers().firstValue("content-type")).hasValue("text/plain");
      assertThat(new String(answer.body().readNBytes(5), StandardCharsets.UTF_8))
          .isEqualTo("first");
      read.countDown();
      assertThat(new String(answer.body().readAllBytes(), StandardCharsets.UTF_8))
          .isEqualTo("second");
    } finally {
      read.countDown();
      gate.stop(0);
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
}
