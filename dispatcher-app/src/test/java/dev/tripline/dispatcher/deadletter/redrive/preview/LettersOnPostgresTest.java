package dev.tripline.dispatcher.deadletter.redrive.preview;

import dev.tripline.testkit.server.PostgresServer;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;

class LettersOnPostgresTest extends ShadowScenarios {
  private @Nullable PostgresServer server;

  @Override
  protected List<String> store() {
    PostgresServer postgres = PostgresServer.shared();
    server = postgres;
    return List.of(
        "--tripline.store.engine=postgresql",
        "--tripline.store.url=" + postgres.createDatabase("letters"),
        "--tripline.store.username=" + postgres.user());
  }

  /// After the dispatcher.
  @Override
  @AfterAll
  void stopAll() {
    super.stopAll();
    Objects.requireNonNull(server).close();
  }
}
