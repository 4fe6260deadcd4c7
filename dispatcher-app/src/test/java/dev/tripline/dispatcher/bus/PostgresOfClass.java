package dev.tripline.dispatcher.bus;

import dev.tripline.testkit.server.PostgresServer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/// A server that is there from the first question for its settings until all tests of a class are over,
/// the end of its dispatcher included.
final class PostgresOfClass implements AfterAllCallback {
  private @Nullable PostgresServer server;

  /// Of a dispatcher on a new database.
  String[] settings() {
    PostgresServer started = PostgresServer.shared();
    server = started;
    return new String[] {
      "--tripline.store.engine=postgresql",
      "--tripline.store.url=" + started.createDatabase("bus"),
      "--tripline.store.username=" + started.user()
    };
  }

  @Override
  public void afterAll(ExtensionContext context) {
    if (server != null) {
      server.close();
    }
  }
}
