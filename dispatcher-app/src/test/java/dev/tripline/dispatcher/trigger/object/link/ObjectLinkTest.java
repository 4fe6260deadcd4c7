package dev.tripline.dispatcher.trigger.object.link;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.tripline.dispatcher.access.GuardedDispatcher;
import dev.tripline.dispatcher.access.execution.FunctionCaller;
import dev.tripline.dispatcher.scenario.TriggerApp;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// Files of a folder that a function in a sandbox reads by the links in its events, with access control.
class ObjectLinkTest {
  @TempDir static Path directory;

  private static final Map<String, JsonNode> REPORTS = new ConcurrentHashMap<>();
  private static final HttpClient HTTP = HttpClient.newHttpClient();

  private static Path data;
  private static Path inbox;
  private static HttpServer listener;
  private static GuardedDispatcher dispatcher;

  @BeforeAll
  static void start() throws Exception {
    data = directory.resolve("data");
    inbox = Files.createDirectories(data.resolve("inbox")).toRealPath();
    listener = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    listener.createContext(
        "/",
        exchange -> {
          JsonNode report = GuardedDispatcher.JSON.readTree(exchange.getRequestBody());
          REPORTS.put(report.at("/object/key").asString(), report);
          exchange.sendResponseHeaders(204, -1);
          exchange.close();
        });
    listener.start();
    dispatcher = GuardedDispatcher.start(data, variables());
    var functions = new FunctionCaller(dispatcher, dispatcher.key("operator", "operator"));
    functions.create("reader", "reading", FunctionCaller.code("object_link_function.py"));
    trigger("files", "");
  }

  private static String variables() {
    return "--tripline.workers.variables=INBOX=%s,REPORT=http://127.0.0.1:%d/"
        .formatted(inbox, listener.getAddress().getPort());
  }

  @AfterAll
  static void stop() {
    dispatcher.close();
    listener.stop(0);
    HTTP.close();
  }

  private static void trigger(String prefix, String link) throws Exception {
    dispatcher.admin(
        "POST",
        "/v1/triggers",
        """
        {"name":"%1$s","function":"reader","source":{"kind":"folder","path":"%2$s","bucket":"inbox",
         "prefix":"%1$s/","settleSeconds":0,"rescanSeconds":0.2,"objectLink":{%3$s}}}
        """
            .formatted(prefix, inbox, link),
        201);
  }

  private static void drop(String key, byte[] bytes) throws IOException {
    Path file = inbox.resolve(key);
    Files.createDirectories(file.getParent());
    Path unfinished = Files.write(file.resolveSibling(file.getFileName() + ".tmp"), bytes);
    Files.move(unfinished, file);
  }

  private static JsonNode report(String key) {
    TriggerApp.await(() -> REPORTS.containsKey(key), "the function to have read " + key);
    return Objects.requireNonNull(REPORTS.get(key));
  }

  private static URI link(JsonNode report) {
    return URI.create(report.at("/object/link").asString());
  }

  private static HttpResponse<byte[]> read(URI link, String... headers) throws Exception {
    HttpRequest.Builder request = HttpRequest.newBuilder(link);
    if (headers.length > 0) {
      request.headers(headers);
    }
    return HTTP.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
  }

  private static void refused(URI link, int status, String words) throws Exception {
    HttpResponse<byte[]> answer = read(link);
    String problem = new String(answer.body(), StandardCharsets.UTF_8);
    assertThat(answer.statusCode()).as(problem).isEqualTo(status);
    assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/problem+json");
    assertThat(problem).contains(words).doesNotContain(inbox.toString());
  }

  @Test
  void function_in_a_sandbox_reads_a_large_file_that_it_does_not_see() throws Exception {
    byte[] bytes = new byte[20 * 1024 * 1024 + 7];
    new Random(7).nextBytes(bytes);
    drop("files/large file.bin", bytes);
    JsonNode report = report("files/large+file.bin");
    assertThat(report.path("size").asInt()).isEqualTo(bytes.length);
    assertThat(report.path("sha256").asString())
        .isEqualTo(HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes)));
    assertThat(report.path("seen").asBoolean(true)).isFalse();
    assertThat(report.at("/object").has("body")).isFalse();
  }

  @Test
  void parts_of_a_file_are_read_too() throws Exception {
    drop("files/parts", "0123456789".getBytes(StandardCharsets.UTF_8));
    URI link = link(report("files/parts"));
    HttpResponse<byte[]> part = read(link, "Range", "bytes=2-4");
    assertThat(part.statusCode()).isEqualTo(206);
    assertThat(part.body()).asString().isEqualTo("234");
    assertThat(part.headers().firstValue("Content-Range")).hasValue("bytes 2-4/10");
    assertThat(read(link, "Range", "bytes=-3").body()).asString().isEqualTo("789");
    assertThat(read(link, "Range", "bytes=10-").statusCode()).isEqualTo(416);
    HttpResponse<byte[]> head =
        HTTP.send(
            HttpRequest.newBuilder(link).HEAD().build(), HttpResponse.BodyHandlers.ofByteArray());
    assertThat(head.headers().firstValue("Content-Length")).hasValue("10");
    for (String method : new String[] {"POST", "PUT", "DELETE"}) {
      HttpResponse<byte[]> other =
          HTTP.send(
              HttpRequest.newBuilder(link)
                  .method(method, HttpRequest.BodyPublishers.noBody())
                  .build(),
              HttpResponse.BodyHandlers.ofByteArray());
      assertThat(other.statusCode()).as(method).isEqualTo(405);
    }
    assertThat(inbox.resolve("files/parts")).hasContent("0123456789");
  }

  @Test
  void link_that_was_touched_leads_nowhere() throws Exception {
    drop("files/own", new byte[] {1});
    URI link = link(report("files/own"));
    String token = link.getPath().substring("/objects/".length());
    byte[] bytes = Base64.getUrlDecoder().decode(token);
    for (int i = 0; i < bytes.length; i++) {
      byte[] other = bytes.clone();
      other[i] ^= 1;
      refused(at(link, other), 403, "was not made by this dispatcher");
    }
    byte[] longer = Arrays.copyOf(bytes, bytes.length + 1);
    refused(at(link, longer), 403, "was not made by this dispatcher");
    for (String path :
        new String[] {"", "x", "../v1/triggers", token + "/..", token + "/files/own", "%00"}) {
      HttpResponse<byte[]> answer = read(link.resolve("/objects/" + path));
      assertThat(answer.statusCode()).as(path).isIn(400, 401, 403);
    }
    assertThat(read(link).body()).containsExactly(1);
  }

  private static URI at(URI link, byte[] token) {
    return link.resolve(
        "/objects/" + Base64.getUrlEncoder().withoutPadding().encodeToString(token));
  }

  @Test
  void file_that_was_changed_or_taken_away_is_not_shown() throws Exception {
    Path secret = Files.write(directory.resolve("secret"), new byte[] {9});
    drop("files/changing", new byte[] {1});
    URI link = link(report("files/changing"));
    Path file = inbox.resolve("files/changing");
    FileTime time = Files.getLastModifiedTime(file);
    Files.delete(file);
    refused(link, 410, "is not there any more");
    Files.createSymbolicLink(file, secret);
    refused(link, 409, "is not in the state any more");
    Files.delete(file);
    Files.write(file, new byte[] {2});
    Files.setLastModifiedTime(file, FileTime.fromMillis(time.toMillis() + 5_000));
    refused(link, 409, "is not in the state any more");
  }

  @Test
  void link_ends_with_its_time_and_with_its_trigger() throws Exception {
    trigger("brief", "\"seconds\":2");
    drop("brief/one", new byte[] {1});
    URI brief = link(report("brief/one"));
    TriggerApp.await(() -> status(brief) == 410, "the link to end");
    refused(brief, 410, "was good until");
    trigger("mortal", "\"seconds\":600");
    drop("mortal/one", new byte[] {1});
    URI mortal = link(report("mortal/one"));
    assertThat(read(mortal).statusCode()).isEqualTo(200);
    dispatcher.admin("PATCH", "/v1/triggers/mortal", "{\"source\":{\"objectLink\":null}}", 200);
    refused(mortal, 410, "gives no links");
    dispatcher.admin("DELETE", "/v1/triggers/mortal", "", 204);
    refused(mortal, 410, "is gone");
  }

  private static int status(URI link) {
    try {
      return read(link).statusCode();
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void link_is_good_after_a_restart() throws Exception {
    drop("files/lasting", new byte[] {1, 2, 3});
    URI link = link(report("files/lasting"));
    String token = dispatcher.adminToken();
    dispatcher.close();
    dispatcher = GuardedDispatcher.join(data, token, variables());
    URI again = dispatcher.endpoint().resolve(link.getPath());
    TriggerApp.await(() -> status(again) == 200, "the triggers to be known");
    assertThat(read(again).body()).containsExactly(1, 2, 3);
  }

  @Test
  void life_of_a_link_is_a_number_of_seconds_up_to_a_week() throws Exception {
    HttpResponse<String> answer =
        dispatcher.send(
            dispatcher.adminToken(),
            "POST",
            "/v1/triggers",
            """
            {"name":"wrong","function":"reader","source":{"kind":"folder","path":"%s",
             "bucket":"inbox","objectLink":{"seconds":604801,"place":"x"}}}
            """
                .formatted(inbox));
    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(TriggerApp.fields(GuardedDispatcher.JSON.readTree(answer.body())))
        .containsExactlyInAnyOrder("source.objectLink.seconds", "source.objectLink.place");
  }
}
