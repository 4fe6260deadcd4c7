package dev.tripline.adapter.bucket.listing;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.tripline.spi.source.SourceUnavailableException;
import dev.tripline.testkit.source.MemoryStateStore;
import dev.tripline.testkit.source.push.MemoryEventSink;
import dev.tripline.testkit.source.push.RunningEventSource;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import software.amazon.awssdk.services.s3.S3Client;

/// Answers that are no listings, or are made to harm whoever reads them.
class HostileStoreTest {
  private static final String HEAD = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>";
  private static final String LAST = "<IsTruncated>false</IsTruncated>";
  private HttpServer server;
  private S3Client client;
  private volatile String answer = "";

  @BeforeEach
  void start() throws Exception {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          byte[] body = answer.getBytes(StandardCharsets.UTF_8);
          exchange.getResponseHeaders().set("Content-Type", "application/xml");
          exchange.sendResponseHeaders(200, body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.start();
    client = ListedBucket.client(URI.create("http://127.0.0.1:" + server.getAddress().getPort()));
  }

  @AfterEach
  void stop() {
    client.close();
    server.stop(0);
  }

  static List<String> answers() {
    StringBuilder entities = new StringBuilder("<!ENTITY e0 \"lol\">");
    for (int i = 1; i < 12; i++) {
      entities.append("<!ENTITY e%d \"%s\">".formatted(i, ("&e" + (i - 1) + ";").repeat(10)));
    }
    String keys = "<Contents><Key>b</Key></Contents><Contents><Key>a</Key></Contents>";
    return List.of(
        "",
        "no listing",
        HEAD + "<ListBucketResult/>",
        HEAD
            + "<!DOCTYPE l ["
            + entities
            + "]>"
            + listing("<Contents><Key>&e11;</Key></Contents>" + LAST),
        HEAD
            + "<!DOCTYPE l [<!ENTITY f SYSTEM \"file:///etc/passwd\">]>"
            + listing("<Contents><Key>&f;</Key></Contents>" + LAST),
        HEAD + listing(keys + LAST),
        HEAD + listing("<Contents><Key>a</Key></Contents><IsTruncated>true</IsTruncated>"),
        HEAD + listing("<Contents>".repeat(200_000)));
  }

  private static String listing(String content) {
    return "<ListBucketResult>" + content + "</ListBucketResult>";
  }

  @ParameterizedTest
  @MethodSource("answers")
  void answer_that_is_no_listing_ends_the_run_and_removes_nothing(String given) throws Exception {
    answer = HEAD + listing("<Contents><Key>known</Key><ETag>e</ETag></Contents>" + LAST);
    MemoryStateStore store = new MemoryStateStore();
    MemoryEventSink sink = new MemoryEventSink();
    var source =
        new BucketListingSource(
            new ListedBucket(client, "photos").settings("", ""),
            client,
            store,
            new ListingContractTest.Listings(),
            InstantSource.system());
    try (RunningEventSource running = RunningEventSource.start(source, sink)) {
      sink.awaitAccepted(1);
      answer = given;
      assertThat(running.awaitEnd()).isInstanceOf(SourceUnavailableException.class);
    }
    assertThat(sink.accepted())
        .noneMatch(event -> event.type().contains("Removed"))
        .noneMatch(event -> String.valueOf(event.subject()).contains("root:"));
  }
}
