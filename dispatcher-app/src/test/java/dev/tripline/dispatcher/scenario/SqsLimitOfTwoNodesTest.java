package dev.tripline.dispatcher.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tripline.dispatcher.TriplineApplication;
import dev.tripline.testkit.server.LocalAws;
import dev.tripline.testkit.server.PostgresServer;
import dev.tripline.testkit.server.SqsServer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;
import software.amazon.awssdk.services.sqs.SqsClient;
import tools.jackson.databind.JsonNode;

/// Two dispatchers on one PostgreSQL, and a queue of SQS whose trigger has a limit.
class SqsLimitOfTwoNodesTest {
  private static final int LIMIT = 3;
  private static final int MESSAGES = 120;

  private final AtomicInteger running = new AtomicInteger();
  private final List<Integer> seen = new CopyOnWriteArrayList<>();
  private final Set<String> handled = ConcurrentHashMap.newKeySet();

  @TempDir Path data;

  @Test
  void limit_of_a_trigger_holds_for_all_nodes_together_also_while_one_hands_over_to_the_other()
      throws Exception {
    try (PostgresServer postgres = PostgresServer.shared();
        SqsServer server = SqsServer.start();
        SqsClient sqs = server.client()) {
      String[] settings = settings(postgres, server);
      try (TriggerApp app = new TriggerApp(data.resolve("one"), settings)) {
        ConfigurableApplicationContext other = node(data.resolve("two"), settings);
        try {
          app.reply = this::handle;
          send(sqs);
          register(app);
          TriggerApp.await(() -> handled.size() >= MESSAGES / 3, "a third");
          if (app.trigger("orders").path("state").asString().equals("Standby")) {
            other.close();
          } else {
            app.restart();
          }
          TriggerApp.await(() -> handled.size() == MESSAGES, "all");
        } finally {
          other.close();
        }
      }
    }
    assertThat(seen.stream().max(Integer::compare)).contains(LIMIT);
  }

  private static void register(TriggerApp app) throws Exception {
    app.send(
        "POST",
        "/v1/triggers",
        """
        {"name":"orders","function":"sink","source":{"kind":"sqs","queueArn":"%s",\
        "batchSize":1,"maxConcurrency":%d}}\
        """
            .formatted(SqsServer.queueArn("limited"), LIMIT),
        201);
  }

  private String handle(String payload) {
    seen.add(running.incrementAndGet());
    LockSupport.parkNanos(Duration.ofMillis(200).toNanos());
    for (JsonNode record : TriggerApp.JSON.readTree(payload).path("Records")) {
      handled.add(record.path("body").asString());
    }
    running.decrementAndGet();
    return "null";
  }

  private static void send(SqsClient sqs) {
    String url = sqs.createQueue(request -> request.queueName("limited")).queueUrl();
    Set<String> bodies = new HashSet<>();
    IntStream.range(0, MESSAGES).forEach(i -> bodies.add("m" + i));
    bodies.forEach(body -> sqs.sendMessage(request -> request.queueUrl(url).messageBody(body)));
  }

  private String[] settings(PostgresServer postgres, SqsServer server) throws Exception {
    Path secret = Files.writeString(data.resolve("secret"), LocalAws.SECRET_KEY);
    return new String[] {
      "--tripline.store.engine=postgresql",
      "--tripline.store.url=" + postgres.createDatabase("limits"),
      "--tripline.store.username=" + postgres.user(),
      "--tripline.aws.endpoints.sqs=" + server.endpoint(),
      "--tripline.aws.access-key-id=" + LocalAws.ACCESS_KEY,
      "--tripline.aws.secret-access-key=file:" + secret
    };
  }

  private static ConfigurableApplicationContext node(Path directory, String[] settings) {
    return SpringApplication.run(
        TriplineApplication.class,
        Stream.concat(
                Stream.of(
                    "--server.port=0",
                    "--tripline.data-directory=" + directory,
                    "--tripline.endpoints.allow=127.0.0.1"),
                Stream.of(settings))
            .toArray(String[]::new));
  }
}
