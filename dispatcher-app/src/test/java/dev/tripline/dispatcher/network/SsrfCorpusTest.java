package dev.tripline.dispatcher.network;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.tripline.dispatcher.TriplineApplication;
import dev.tripline.dispatcher.scenario.TriggerApp;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Every way by which a caller can have the dispatcher connect somewhere, with every way to write this
/// machine's and other private addresses, with names that change theirs behind the check, and with redirects.
/// Not one connection arrives. The brokers that a cluster of Kafka names are in `KafkaAddressesTest`, the
/// addresses in messages of SNS in `SnsEventSourceTest`.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SsrfCorpusTest {
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final String KEYS =
      "'accessKeyId':'id','secretAccessKey':'secret:key','startingPosition':'LATEST'";
  private static final String STORE = "'accessKeyId':'id','secretAccessKey':'secret:key'";

  /// This machine, private networks and metadata services, as URLs may write them.
  private static final List<String> ADDRESSES =
      List.of(
          "127.0.0.1",
          "127.1",
          "2130706433",
          "127.0.0.1.",
          "localhost",
          "LOCALHOST",
          "0.0.0.0",
          "[::1]",
          "[::]",
          "[::ffff:127.0.0.1]",
          "[::ffff:7f00:1]",
          "[::127.0.0.1]",
          "[::ffff:0:7f00:1]",
          "[64:ff9b::127.0.0.1]",
          "[64:ff9b::7f00:1]",
          "[2002:7f00:1::]",
          "[fe80::1]",
          "169.254.169.254",
          "[fd00:ec2::254]",
          "10.0.0.1",
          "192.168.0.1",
          "100.64.0.1",
          "user:password@127.0.0.1",
          "0x7f000001",
          "0x7f.0.0.1",
          "0177.0.0.1",
          "017700000001");

  /// Java does not read these as addresses; they may also be taken for names that are not there yet. Each
  /// takes its client seconds, so each way gets one of them, or all with `-Dssrf.all=true`.
  private static final List<String> NO_ADDRESS_OR_NAME =
      List.of(
          "user:password@127.0.0.1",
          "127.0.0.1.",
          "0x7f000001",
          "0x7f.0.0.1",
          "0177.0.0.1",
          "017700000001");

  private static final boolean ALL = Boolean.getBoolean("ssrf.all");

  private static final Map<String, String> URLS =
      new TreeMap<>(
          Map.of(
              "sqs-queue", "'kind':'sqs','queueUrl':'URL/000000000000/q'," + STORE,
              "sqs-endpoint",
                  "'kind':'sqs','queueArn':'arn:aws:sqs:us-east-1:000000000000:q','endpoint':'URL',"
                      + STORE,
              "kinesis", "'kind':'kinesis','stream':'s','endpoint':'URL'," + KEYS,
              "dynamodb",
                  "'kind':'dynamodb','streamArn':'arn:aws:dynamodb:us-east-1:000000000000:table/t/stream"
                      + "/2026-01-01T00:00:00.000','endpoint':'URL',"
                      + KEYS,
              "s3-listing",
                  "'kind':'s3-listing','bucket':'photos','endpoint':'URL','pollSeconds':0.2,"
                      + STORE,
              "s3-object",
                  "'kind':'s3','buckets':['photos'],'includeObject':{'endpoint':'URL',"
                      + STORE
                      + "}"));

  private static final Map<String, String> HOSTS =
      new TreeMap<>(
          Map.of(
              "kafka",
              "'kind':'kafka','topic':'t','bootstrapServers':['HOST:PORT']",
              "rabbitmq",
              "'kind':'rabbitmq','queue':'q','host':'HOST','port':PORT",
              "rabbitmq-uri",
              "'kind':'rabbitmq','queue':'q','uri':'amqp://HOST:PORT/'",
              "postgresql",
              "'kind':'postgresql','host':'HOST','port':PORT,'tls':'DISABLE','database':'d',"
                  + "'username':'u','password':'secret:key','tables':['a.b']",
              "mariadb",
              "'kind':'mariadb','host':'HOST','port':PORT,'tls':'DISABLE','database':'d','username':'u',"
                  + "'password':'secret:key','tables':['a.b']"));

  private Trap trap;
  private HttpServer redirector;
  private final AtomicInteger redirects = new AtomicInteger();
  private ConfigurableApplicationContext app;
  private final HttpClient http = HttpClient.newHttpClient();

  @BeforeAll
  void start(@TempDir Path data) throws Exception {
    trap = Trap.open();
    redirector = HttpServer.create(new InetSocketAddress(InetAddress.getByName("127.0.0.2"), 0), 0);
    redirector.createContext(
        "/",
        exchange -> {
          redirects.incrementAndGet();
          exchange
              .getResponseHeaders()
              .add("Location", "http://127.0.0.1:" + trap.port() + exchange.getRequestURI());
          exchange.sendResponseHeaders(307, -1);
          exchange.close();
        });
    redirector.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    redirector.start();
    app =
        SpringApplication.run(
            TriplineApplication.class,
            "--server.port=0",
            "--tripline.data-directory=" + data,
            "--tripline.sources.allow=127.0.0.2",
            "--tripline.triggers.drain-timeout=1s",
            "--tripline.endpoints.allow=127.0.0.2");
    send("PUT", "/v1/secrets/key", "{'value':'x'}", 201);
    send("POST", "/v1/functions", "{'name':'sink','url':'http://127.0.0.2:1/'}", 201);
  }

  @AfterAll
  void stop() throws Exception {
    app.close();
    http.close();
    redirector.stop(0);
    trap.close();
  }

  @AfterEach
  void nobody_came() throws Exception {
    send("DELETE", "/v1/triggers/t", "", 204, 404);
    assertThat(trap.visitors()).isZero();
  }

  private JsonNode send(String method, String path, String body, int... expected)
      throws IOException, InterruptedException {
    HttpResponse<String> answer =
        http.send(
            HttpRequest.newBuilder(
                    URI.create(
                        "http://127.0.0.1:"
                            + app.getEnvironment().getProperty("local.server.port")
                            + path))
                .header("Content-Type", "application/json")
                .method(method, HttpRequest.BodyPublishers.ofString(body.replace('\'', '"')))
                .build(),
            HttpResponse.BodyHandlers.ofString());
    assertThat(expected).as(body + ": " + answer.body()).contains(answer.statusCode());
    return answer.body().isEmpty() ? JSON.nullNode() : JSON.readTree(answer.body());
  }

  private static String trigger(String source) {
    return "{'name':'t','function':'sink','source':{" + source + "}}";
  }

  static List<String> ways() {
    List<String> ways = new ArrayList<>(URLS.keySet());
    ways.addAll(HOSTS.keySet());
    return ways;
  }

  private String source(String way, String host) {
    String port = Integer.toString(trap.port());
    String url = URLS.get(way);
    if (url != null) {
      return url.replace("URL", "http://" + host + ":" + port);
    }
    boolean bare = way.equals("rabbitmq") || way.equals("postgresql") || way.equals("mariadb");
    return HOSTS
        .getOrDefault(way, "")
        .replace("HOST", bare ? host.replaceAll("[\\[\\]]", "") : host)
        .replace("PORT", port);
  }

  /// A dry run asks the source as well.
  @ParameterizedTest
  @MethodSource("ways")
  void private_address_is_refused_however_it_is_written(String way) throws Exception {
    for (String address : ADDRESSES) {
      if (!NO_ADDRESS_OR_NAME.contains(address)) {
        JsonNode refused =
            send("POST", "/v1/triggers?dryRun=true", trigger(source(way, address)), 400);
        assertThat(refused.path("detail").asString())
            .as(address)
            .containsPattern("private or reserved address|must (name|be|begin|look)");
      }
    }
    int turn = ways().indexOf(way) % NO_ADDRESS_OR_NAME.size();
    for (String address : ALL ? NO_ADDRESS_OR_NAME : NO_ADDRESS_OR_NAME.subList(turn, turn + 1)) {
      send("POST", "/v1/triggers?dryRun=true", trigger(source(way, address)), 400, 200);
    }
  }

  /// The first answer, which the check of the form gets, is a public address.
  @ParameterizedTest
  @MethodSource("ways")
  void name_that_changes_its_address_is_refused_at_connect(String way) throws Exception {
    String name = ChangingNames.fresh(way);
    JsonNode answer = send("POST", "/v1/triggers", trigger(source(way, name)), 400, 201);
    if (answer.has("id")) {
      if (way.equals("s3-object")) {
        send("POST", "/v1/events/t", notification(), 503);
      } else {
        TriggerApp.await(
            () -> ChangingNames.isRebound(name) && !lastError().isEmpty(),
            way + " to be refused; its error is " + lastError());
      }
    }
    assertThat(ChangingNames.isRebound(name)).as("asked for again, at connect").isTrue();
  }

  private static String notification() {
    return "{'Records':[{'eventName':'ObjectCreated:Put','eventSource':'aws:s3','s3':{'bucket':"
        + "{'name':'photos'},'object':{'key':'a','sequencer':'01'}}}]}";
  }

  private String lastError() {
    try {
      return send("GET", "/v1/triggers/t", "", 200).path("lastError").path("message").asString("");
    } catch (IOException | InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  static List<String> urls() {
    return List.copyOf(URLS.keySet());
  }

  @ParameterizedTest
  @MethodSource("urls")
  void redirect_of_an_allowed_server_is_not_followed(String way) throws Exception {
    int before = redirects.get();
    String source =
        URLS.getOrDefault(way, "")
            .replace("URL", "http://127.0.0.2:" + redirector.getAddress().getPort());
    JsonNode answer = send("POST", "/v1/triggers", trigger(source), 400, 201);
    if (answer.has("id")) {
      if (way.equals("s3-object")) {
        send("POST", "/v1/events/t", notification(), 503);
      } else {
        TriggerApp.await(() -> !lastError().isEmpty(), way + " to fail");
      }
    }
    assertThat(redirects.get()).as("requests to the redirecting server").isGreaterThan(before);
  }

  @Test
  void functions_and_destinations_go_nowhere_private_either() throws Exception {
    for (String address : ADDRESSES) {
      int[] expected =
          NO_ADDRESS_OR_NAME.contains(address) ? new int[] {400, 200, 201} : new int[] {400};
      String url = "http://" + address + ":" + trap.port() + "/";
      JsonNode function =
          send("POST", "/v1/functions", "{'name':'private','url':'" + url + "'}", expected);
      if (function.has("name")) {
        invoke("private");
        send("DELETE", "/v1/functions/private", "", 204);
      }
      send("PATCH", "/v1/functions/sink", "{'destinations':{'onFailure':'" + url + "'}}", expected);
    }
    String rebound = ChangingNames.fresh("function");
    send(
        "POST",
        "/v1/functions",
        "{'name':'rebound','url':'http://" + rebound + ":" + trap.port() + "/'}",
        201);
    assertThat(invoke("rebound")).contains("private or reserved address");
    String redirecting = "http://127.0.0.2:" + redirector.getAddress().getPort() + "/";
    send("POST", "/v1/functions", "{'name':'redirected','url':'" + redirecting + "'}", 201);
    assertThat(invoke("redirected")).contains("307");
  }

  private String invoke(String function) throws IOException, InterruptedException {
    return send(
            "POST",
            "/2015-03-31/functions/" + function + "/invocations",
            "{}",
            200,
            429,
            500,
            502,
            503)
        .toString();
  }
}
