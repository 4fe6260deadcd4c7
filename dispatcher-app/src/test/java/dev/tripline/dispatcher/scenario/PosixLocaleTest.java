package dev.tripline.dispatcher.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.tripline.dispatcher.TriplineApplication;
import dev.tripline.spi.file.Utf8Path;
import dev.tripline.testkit.process.AppProcess;
import dev.tripline.testkit.server.DispatcherClient;
import dev.tripline.testkit.server.FunctionPackage;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A dispatcher as cron and systemd start it: in the POSIX locale, in which Java takes paths for ASCII.
class PosixLocaleTest {
  private static final String PYTHON =
      """
      import os
      def handler(event, context):
          with open(os.path.join(os.environ['LAMBDA_TASK_ROOT'], 'données.txt'), encoding='utf-8') as f:
              return os.environ['WORD'] + ' ' + f.read()
      """;

  @TempDir Path directory;

  @Test
  void names_and_variables_keep_their_letters() throws Exception {
    List<String> received = new CopyOnWriteArrayList<>();
    HttpServer sink =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    sink.createContext(
        "/",
        exchange -> {
          received.add(
              new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
          exchange.sendResponseHeaders(200, -1);
          exchange.close();
        });
    sink.start();
    AppProcess.Plan plan =
        AppProcess.Plan.ofMainClass(
                directory.resolve("app"),
                TriplineApplication.class.getName(),
                Map.of(
                    "tripline.data-directory",
                    "d",
                    "tripline.endpoints.allow",
                    "127.0.0.1",
                    "tripline.triggers.folder-roots",
                    directory.toString()))
            .withVariable("LC_ALL", "POSIX");
    try (AppProcess app = AppProcess.start(plan);
        DispatcherClient client = new DispatcherClient(app.endpoint())) {
      TriggerApp.await(
          () -> app.outputTail(100).contains("Start it with LC_ALL=C.UTF-8"), "the warning");
      functionSeesItsLetters(client);
      folderHasItsLetters(client, "http://127.0.0.1:" + sink.getAddress().getPort(), received);
    } finally {
      sink.stop(0);
    }
  }

  private static void functionSeesItsLetters(DispatcherClient client) throws Exception {
    byte[] zip =
        FunctionPackage.zip(
            Map.of(
                "index.py",
                PYTHON.getBytes(StandardCharsets.UTF_8),
                "données.txt",
                "élan".getBytes(StandardCharsets.UTF_8)));
    client.deploy(
        new FunctionPackage(
            "letters", "python3.12", "index.handler", zip, Map.of("WORD", "héllo"), 10));
    DispatcherClient.Answer answer = client.invoke("letters", "{}");
    assertThat(answer.orThrow().replace("\\u00e9", "é")).isEqualTo("\"héllo élan\"");
    FunctionPackage java = FunctionPackage.java("java-letters", WordFunction.class, "word");
    client.deploy(
        new FunctionPackage(
            java.name(), java.runtime(), java.handler(), java.zip(), Map.of("WORD", "héllo"), 10));
    assertThat(client.invoke("java-letters", "{}").orThrow()).isEqualTo("\"héllo\"");
  }

  private void folderHasItsLetters(DispatcherClient client, String url, List<String> received)
      throws Exception {
    Path folder = Utf8Path.below(directory, "entrées");
    Files.createDirectories(folder);
    client.send("POST", "/v1/functions", "{\"name\":\"sink\",\"url\":\"" + url + "\"}").orThrow();
    client
        .send(
            "POST",
            "/v1/triggers",
            """
            {"name":"in","function":"sink","source":{"kind":"folder","bucket":"in-box",
             "path":"%s/entrées","settleSeconds":0,"rescanSeconds":0.2}}
            """
                .formatted(directory))
        .orThrow();
    Files.writeString(Utf8Path.below(folder, "hé llo.txt"), "x");
    Path latin = Path.of(URI.create(folder.toUri().toString().replaceAll("/?$", "/") + "h%E9.txt"));
    Files.writeString(latin, "x");
    TriggerApp.await(() -> received.size() == 1, "the file's event");
    assertThat(received.getFirst()).contains("ObjectCreated:Put", "\"h%C3%A9+llo.txt\"");
    Files.delete(Utf8Path.below(folder, "hé llo.txt"));
    Files.delete(latin);
    TriggerApp.await(() -> received.size() == 2, "the file's removal");
    assertThat(received.getLast()).contains("ObjectRemoved:Delete", "\"h%C3%A9+llo.txt\"");
    assertThat(client.send("GET", "/v1/triggers/in", "").orThrow())
        .contains("\"state\":\"Enabled\"");
  }
}
