package dev.tripline.dispatcher.bus;

import org.junit.jupiter.api.extension.RegisterExtension;

/// EventBridge's protocol on a dispatcher whose store is PostgreSQL.
class EventBridgeOnPostgresTest extends EventBridgeTest {
  @RegisterExtension static final PostgresOfClass POSTGRES = new PostgresOfClass();

  @Override
  String[] store() {
    return POSTGRES.settings();
  }
}
