package dev.tripline.dispatcher.bus;

import org.junit.jupiter.api.extension.RegisterExtension;

/// Archives and replays on a dispatcher whose store is PostgreSQL.
class ArchivesOnPostgresTest extends ArchivesTest {
  @RegisterExtension static final PostgresOfClass POSTGRES = new PostgresOfClass();

  @Override
  String[] store() {
    return POSTGRES.settings();
  }
}
