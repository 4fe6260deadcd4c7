package dev.tripline.dispatcher.lambdaapi;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tripline.testkit.server.PostgresServer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Many callers that create functions of one name at once, over `/v1` and over the Lambda API.
class NameIsTakenOnceTest {
  private static final int CALLERS = 24;
  private static final int ROUNDS = 4;

  @TempDir Path data;

  @Test
  void one_of_many_simultaneous_creations_gets_the_name_on_one_node() throws Exception {
    try (RunningDispatcher node = RunningDispatcher.start(data)) {
      check(List.of(node));
    }
  }

  @Test
  void one_of_many_simultaneous_creations_gets_the_name_on_two_nodes() throws Exception {
    try (PostgresServer postgres = PostgresServer.shared()) {
      String[] settings = {
        "--tripline.store.engine=postgresql",
        "--tripline.store.url=" + postgres.createDatabase("names"),
        "--tripline.store.username=" + postgres.user()
      };
      try (RunningDispatcher one = RunningDispatcher.start(data.resolve("one"), settings);
          RunningDispatcher two = RunningDispatcher.start(data.resolve("two"), settings)) {
        check(List.of(one, two));
      }
    }
  }

  private static void check(List<RunningDispatcher> nodes) throws Exception {
    for (int round = 0; round < ROUNDS; round++) {
      String name = "taken" + round;
      List<Integer> statuses = createAtOnce(nodes, name);
      assertThat(statuses).hasSize(CALLERS).containsOnly(201, 409);
      assertThat(statuses).filteredOn(status -> status == 201).hasSize(1);
    }
  }

  private static List<Integer> createAtOnce(List<RunningDispatcher> nodes, String name)
      throws Exception {
    CountDownLatch together = new CountDownLatch(CALLERS);
    List<Future<Integer>> answers = new ArrayList<>();
    try (ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < CALLERS; i++) {
        RunningDispatcher node = nodes.get(i / 2 % nodes.size());
        boolean endpoint = i % 2 == 0;
        answers.add(
            callers.submit(() -> {
              together.countDown();
              together.await();
              return endpoint ? endpoint(node, name) : packaged(node, name);
            }));
      }
    }
    List<Integer> statuses = new ArrayList<>();
    for (Future<Integer> answer : answers) {
      statuses.add(answer.get());
    }
    return statuses;
  }

  private static int endpoint(RunningDispatcher node, String name) throws Exception {
    String body = "{\"name\":\"%s\",\"url\":\"https://93.184.215.14/\"}".formatted(name);
    return node.send("POST", "/v1/functions", body).statusCode();
  }

  private static int packaged(RunningDispatcher node, String name) throws Exception {
    String zip =
        Base64.getEncoder().encodeToString(Packages.zip(Map.of("index.py", Packages.ECHO)));
    String body =
        """
        {"FunctionName":"%s","Runtime":"python3.12","Handler":"index.handler","Role":"%s",
         "Code":{"ZipFile":"%s"}}\
        """
            .formatted(name, Packages.ROLE, zip);
    return node.send("POST", "/2015-03-31/functions", body).statusCode();
  }
}
