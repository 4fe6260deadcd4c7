package dev.tripline.dispatcher.trigger.kind.s3;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.tripline.dispatcher.TriplineApplication;
import dev.tripline.dispatcher.scenario.TriggerApp;
import dev.tripline.testkit.network.TcpLink;
import dev.tripline.testkit.process.AppProcess;
import dev.tripline.testkit.server.DispatcherClient;
import dev.tripline.testkit.server.LocalAws;
import dev.tripline.testkit.server.PostgresServer;
import dev.tripline.testkit.server.S3Server;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.apache5.Apache5HttpClient;
import software.amazon.awssdk.services.s3.S3Client;
import tools.jackson.databind.JsonNode;

/// Two dispatchers on one PostgreSQL. The one that lists is killed in the middle of the listing, the bucket
/// changes while nobody lists, and the other goes on. 3,000 objects; `-Dbucket.killed` for more.
class ListingOfTwoNodesTest {
  private static final int OBJECTS = Integer.getInteger("bucket.killed", 3_000);

  private final Set<String> received = ConcurrentHashMap.newKeySet();

  @Test
  void nothing_is_missed_when_the_node_that_lists_is_killed(@TempDir Path directory)
      throws Exception {
    List<String> keys = IntStream.range(0, OBJECTS).mapToObj("%08d"::formatted).toList();
    Files.writeString(directory.resolve("secret"), S3Server.SECRET_KEY);
    try (PostgresServer postgres = PostgresServer.shared();
        S3Server store = S3Server.start();
        TcpLink link = TcpLink.to(store.endpoint().getPort())) {
      store.createBucket("photos");
      store.fill("photos", keys);
      HttpServer sink = sink(link);
      String database = postgres.createDatabase("listing");
      Map<String, String> settings =
          Map.of(
              "tripline.store.lease", "3s",
              "tripline.store.engine", "postgresql",
              "tripline.store.url", database,
              "tripline.store.username", postgres.user(),
              "tripline.access.mode", "off",
              "tripline.endpoints.allow", "127.0.0.1",
              "tripline.s3-listing.lease", "4s",
              "tripline.secrets.allowed-directories", directory.toString());
      try (AppProcess first = AppProcess.start(plan(directory.resolve("one"), settings))) {
        register(first, sink, link.port(), directory.resolve("secret"));
        TriggerApp.await(() -> known(database, postgres.user()) > 0, "a part of the listing");
        first.kill();
      }
      int known = known(database, postgres.user());
      assertThat(known).as("objects that the killed node had remembered").isLessThan(OBJECTS);
      try (S3Client s3 = client(store)) {
        s3.deleteObject(r -> r.bucket("photos").key(keys.getFirst()));
      }
      store.fill("photos", List.of("late"));
      link.thaw();
      List<String> expected = new ArrayList<>(keys.stream().map(key -> "Created " + key).toList());
      expected.addAll(List.of("Created late", "Removed " + keys.getFirst()));
      try (ConfigurableApplicationContext _ = node(directory.resolve("two"), settings)) {
        awaitAll(expected);
      } finally {
        sink.stop(0);
      }
      assertThat(received).hasSize(expected.size());
    }
  }

  private void awaitAll(List<String> expected) {
    try {
      TriggerApp.await(() -> received.size() > expected.size() / 2, "half of the events");
      TriggerApp.await(() -> received.containsAll(expected), "all events");
    } catch (AssertionError e) {
      List<String> missing = expected.stream().filter(key -> !received.contains(key)).toList();
      throw new AssertionError(
          missing.size() + " are missing, such as " + missing.stream().limit(5).toList(), e);
    }
  }

  /// Freezes the link to the store with the first event: the listing stands still where it is.
  private HttpServer sink(TcpLink link) throws Exception {
    HttpServer sink =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    sink.createContext(
        "/",
        exchange -> {
          if (received.isEmpty()) {
            link.freeze();
          }
          JsonNode record =
              TriggerApp.JSON.readTree(exchange.getRequestBody()).path("Records").path(0);
          received.add(
              record.path("eventName").asString().replaceFirst("Object(.*):.*", "$1 ")
                  + record.at("/s3/object/key").asString());
          byte[] answer = "null".getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(200, answer.length);
          exchange.getResponseBody().write(answer);
          exchange.close();
        });
    sink.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    sink.start();
    return sink;
  }

  private static AppProcess.Plan plan(Path directory, Map<String, String> settings) {
    Map<String, String> own = new HashMap<>(settings);
    own.put("tripline.data-directory", directory.resolve("data").toString());
    return AppProcess.Plan.ofMainClass(directory, TriplineApplication.class.getName(), own)
        .with("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC")
        .startedOften();
  }

  private static void register(AppProcess node, HttpServer sink, int store, Path secret)
      throws Exception {
    try (DispatcherClient client = new DispatcherClient(node.endpoint())) {
      String url = "http://127.0.0.1:" + sink.getAddress().getPort() + "/";
      client.send("POST", "/v1/functions", "{\"name\":\"sink\",\"url\":\"" + url + "\"}").orThrow();
      client
          .send(
              "POST",
              "/v1/triggers",
              """
              {"name":"photos","function":"sink","source":{"kind":"s3-listing","bucket":"photos",
               "endpoint":"http://127.0.0.1:%d","accessKeyId":"%s","secretAccessKey":"file:%s",
               "pollSeconds":0.5}}
              """
                  .formatted(store, S3Server.ACCESS_KEY, secret))
          .orThrow();
    }
  }

  private static int known(String database, String user) {
    try (var connection = DriverManager.getConnection(database, user, "");
        var statement = connection.createStatement();
        var rows =
            statement.executeQuery("SELECT count(*) FROM source_state WHERE key LIKE 'o:%'")) {
      rows.next();
      return rows.getInt(1);
    } catch (SQLException e) {
      throw new AssertionError(e);
    }
  }

  private static S3Client client(S3Server store) {
    return LocalAws.at(store.endpoint(), S3Client.builder())
        .credentialsProvider(
            StaticCredentialsProvider.create(
                AwsBasicCredentials.create(S3Server.ACCESS_KEY, S3Server.SECRET_KEY)))
        .forcePathStyle(true)
        .httpClient(Apache5HttpClient.create())
        .build();
  }

  private static ConfigurableApplicationContext node(Path data, Map<String, String> settings) {
    List<String> arguments = new ArrayList<>();
    settings.forEach((name, value) -> arguments.add("--" + name + "=" + value));
    arguments.add("--server.port=0");
    arguments.add("--tripline.sources.allow=127.0.0.0/8,::1");
    arguments.add("--tripline.data-directory=" + data);
    return SpringApplication.run(TriplineApplication.class, arguments.toArray(String[]::new));
  }
}
