package dev.tripline.dispatcher.deadletter.redrive;

import dev.tripline.dispatcher.lambdaapi.RunningDispatcher;
import dev.tripline.testkit.server.PostgresServer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;

/// Redrives of two nodes on one PostgreSQL.
class RedrivesOfTwoNodesTest extends RedriveScenarios {
  private @Nullable PostgresServer server;

  @Override
  List<RunningDispatcher> start(Path directory, String... settings) {
    PostgresServer started = PostgresServer.shared();
    server = started;
    String[] all =
        Stream.concat(
                Arrays.stream(settings),
                Stream.of(
                    "--tripline.store.engine=postgresql",
                    "--tripline.store.url=" + started.createDatabase("redrives"),
                    "--tripline.store.username=" + started.user()))
            .toArray(String[]::new);
    return List.of(
        RunningDispatcher.start(directory.resolve("one"), all),
        RunningDispatcher.start(directory.resolve("two"), all));
  }

  /// After the nodes.
  @Override
  @AfterAll
  void stopAll() {
    super.stopAll();
    Objects.requireNonNull(server).close();
  }
}
