package dev.tripline.dispatcher.rest.guard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.tripline.dispatcher.lambdaapi.RunningDispatcher;
import dev.tripline.testkit.process.Chromium;
import dev.tripline.testkit.process.ServerProcess;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A page of another origin, in a real browser, and the same requests by curl.
class ForeignPageTest {
  private static final Path CURL = Path.of("/usr/bin/curl");
  private static final String FUNCTION =
      "{\"FunctionName\":\"evil\",\"Runtime\":\"python3.12\",\"Handler\":\"m.h\",\"Role\":"
          + "\"arn:aws:iam::000000000000:role/r\",\"Code\":{\"ZipFile\":\"\"}}";

  /// Sends all that a page may send without being asked, then reports how many requests failed.
  private static final String PAGE =
      """
      <!doctype html><title>evil</title><form id="f" method="post" enctype="text/plain" target="frame">
      <input name='{"a":"' value='"}'></form><iframe name="frame"></iframe><script>
      const to = 'http://127.0.0.1:PORT';
      const requests = [
        ['POST', '/2015-03-31/functions', 'FUNCTION'],
        ['POST', '/2015-03-31/functions/victim/invocations', '{}'],
        ['POST', '/v1/triggers', '{"name":"evil","function":"victim","source":{"kind":"http"}}'],
        ['POST', '/v1/triggers/events/pause', undefined],
        ['POST', '/v1/triggers/events/pause', 'x'],
        ['POST', '/v1/triggers/events/resume', undefined],
        ['POST', '/v1/dead-letters/redrive', '{}'],
        ['POST', '/v1/secrets/rotate-key', undefined],
        ['POST', '/v1/events/events', '{}'],
        ['GET', '/v1/triggers', undefined],
        ['GET', '/actuator/health', undefined],
        ['HEAD', '/v1/triggers', undefined],
      ];
      (async () => {
        let readable = 0;
        for (const [method, path, body] of requests) {
          for (const mode of ['no-cors', 'cors']) {
            try {
              const answer = await fetch(to + path, {method, mode, body, credentials: 'include'});
              if (answer.type !== 'opaque') { readable++; }
            } catch (e) { /* what the browser itself refuses to hand over */ }
          }
        }
        try { await fetch(to + '/v1/functions/victim', {method: 'DELETE'}); } catch (e) { /* preflight */ }
        const image = new Image();
        await new Promise(end => { image.onload = image.onerror = end; image.src = to + '/v1/triggers'; });
        const events = new EventSource(to + '/v1/activity');
        await new Promise(end => { events.onopen = () => { readable++; end(); }; events.onerror = end; });
        events.close();
        const frame = document.querySelector('iframe');
        const form = document.getElementById('f');
        form.action = to + '/v1/triggers/events/pause';
        await new Promise(end => { frame.onload = end; form.submit(); });
        await fetch('/report', {method: 'POST', body: String(readable)});
      })();
      </script>
      """;

  @TempDir Path directory;

  @Test
  void page_of_another_origin_changes_nothing_and_reads_nothing() throws Exception {
    assumeTrue(Chromium.isInstalled(), "skipped: no chromium");
    try (RunningDispatcher dispatcher = started();
        ForeignSite site = new ForeignSite(page(dispatcher))) {
      double refused = refused(dispatcher, "origin");
      ServerProcess browser =
          browse("http://evil.example:" + site.port() + "/", "--remote-debugging-port=0");
      try {
        browser.await(() -> !site.reports.isEmpty(), "did not run the page", Duration.ofMinutes(2));
      } finally {
        browser.kill();
      }
      assertThat(site.reports.take()).isEqualTo("0");
      assertUnchanged(dispatcher);
      // Each request of the page came as far as the filter: preflights in place of what they ask
      // for.
      assertThat(refused(dispatcher, "origin") - refused).isGreaterThanOrEqualTo(26);
    }
  }

  @Test
  void name_that_was_made_to_lead_here_is_refused() throws Exception {
    assumeTrue(Chromium.isInstalled(), "skipped: no chromium");
    try (RunningDispatcher dispatcher = started()) {
      String path = ":" + dispatcher.endpoint().getPort() + "/v1/triggers";
      assertThat(dumped("http://rebound.example" + path)).contains("is not called rebound.example");
      assertThat(dumped("http://127.0.0.1" + path)).contains("events", "victim");
    }
  }

  @Test
  void curl_gets_no_further() throws Exception {
    assumeTrue(Files.isExecutable(CURL), "skipped: no curl");
    try (RunningDispatcher dispatcher = started()) {
      String pause = dispatcher.endpoint() + "/v1/triggers/events/pause";
      String functions = dispatcher.endpoint() + "/2015-03-31/functions";
      assertThat(curl(pause, "-X", "POST", "-H", "Origin: http://evil.example")).isEqualTo("403");
      assertThat(curl(pause, "-X", "POST", "-H", "Origin: null")).isEqualTo("403");
      assertThat(curl(pause, "-X", "POST", "-H", "Sec-Fetch-Site: cross-site")).isEqualTo("403");
      assertThat(curl(pause, "-X", "POST", "-H", "Sec-Fetch-Site: same-site")).isEqualTo("403");
      assertThat(curl(pause, "-X", "POST", "-H", "Host: evil.example")).isEqualTo("403");
      assertThat(curl(pause, "-d", "x", "-H", "Content-Type: text/plain")).isEqualTo("415");
      assertThat(curl(pause, "-d", "x", "-H", "Content-Type:")).isEqualTo("415");
      assertThat(curl(pause, "-d", "a=b")).isEqualTo("415");
      assertThat(
              curl(
                  functions,
                  "-d",
                  FUNCTION,
                  "-H",
                  "Content-Type: text/plain",
                  "-H",
                  "Origin: http://evil.example"))
          .isEqualTo("403");
      assertThat(curl(functions, "-H", "Sec-Fetch-Site: cross-site")).isEqualTo("403");
      assertThat(
              curl(
                  functions,
                  "-X",
                  "OPTIONS",
                  "-H",
                  "Origin: http://evil.example",
                  "-H",
                  "Access-Control-Request-Method: POST"))
          .isEqualTo("403");
      assertUnchanged(dispatcher);
      assertThat(curl(pause, "-X", "POST")).isEqualTo("200");
      assertThat(curl(functions)).isEqualTo("200");
    }
  }

  private RunningDispatcher started() throws Exception {
    RunningDispatcher dispatcher =
        RunningDispatcher.start(directory.resolve("data"), "--tripline.endpoints.allow=127.0.0.1");
    dispatcher.send(
        "POST", "/v1/functions", "{\"name\":\"victim\",\"url\":\"http://127.0.0.1:1/\"}");
    dispatcher.send(
        "POST",
        "/v1/triggers",
        "{\"name\":\"events\",\"function\":\"victim\",\"source\":{\"kind\":\"http\"}}");
    return dispatcher;
  }

  private static void assertUnchanged(RunningDispatcher dispatcher) throws Exception {
    assertThat(dispatcher.send("GET", "/v1/functions", "").body())
        .contains("\"victim\"")
        .doesNotContain("\"evil\"");
    assertThat(dispatcher.send("GET", "/v1/triggers", "").body())
        .contains("\"events\"", "\"paused\":false")
        .doesNotContain("\"evil\"");
    assertThat(dispatcher.lambda().listFunctions().functions()).isEmpty();
  }

  private static String page(RunningDispatcher dispatcher) {
    return PAGE.replace("PORT", Integer.toString(dispatcher.endpoint().getPort()))
        .replace("FUNCTION", FUNCTION);
  }

  private static double refused(RunningDispatcher dispatcher, String reason) {
    return dispatcher
        .bean(MeterRegistry.class)
        .get("tripline.http.refused")
        .tag("reason", reason)
        .counter()
        .count();
  }

  private ServerProcess browse(String address, String... flags) throws IOException {
    String[] all = Arrays.copyOf(flags, flags.length + 1);
    all[flags.length] =
        "--host-resolver-rules=MAP evil.example 127.0.0.1, MAP rebound.example 127.0.0.1";
    return Chromium.start(directory, address, all);
  }

  /// The text that the browser shows at an address.
  private String dumped(String address) throws IOException {
    ServerProcess browser = browse(address, "--dump-dom");
    try {
      browser.await(
          () -> browser.output().contains("</html>"), "showed nothing", Duration.ofMinutes(2));
      return browser.output();
    } finally {
      browser.kill();
    }
  }

  /// The status.
  private static String curl(String address, String... arguments) throws Exception {
    List<String> command =
        new ArrayList<>(List.of(CURL.toString(), "-s", "-o", "/dev/null", "-w", "%{http_code}"));
    command.addAll(List.of(arguments));
    command.add(address);
    Process process = new ProcessBuilder(command).start();
    String status = new String(process.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
    process.waitFor();
    return status;
  }

  /// The server of the foreign page.
  private static final class ForeignSite implements AutoCloseable {
    private final HttpServer server;
    private final BlockingQueue<String> reports = new LinkedBlockingQueue<>();

    ForeignSite(String page) throws IOException {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
      server.createContext("/", exchange -> answer(exchange, page));
      server.createContext(
          "/report",
          exchange -> {
            byte[] body = exchange.getRequestBody().readAllBytes();
            answer(exchange, "");
            reports.add(new String(body, StandardCharsets.US_ASCII));
          });
      server.start();
    }

    int port() {
      return server.getAddress().getPort();
    }

    private static void answer(HttpExchange exchange, String body) {
      try (exchange) {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().add("Content-Type", "text/html; charset=utf-8");
        exchange.sendResponseHeaders(200, bytes.length == 0 ? -1 : bytes.length);
        exchange.getResponseBody().write(bytes);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    @Override
    public void close() {
      server.stop(0);
    }
  }
}
