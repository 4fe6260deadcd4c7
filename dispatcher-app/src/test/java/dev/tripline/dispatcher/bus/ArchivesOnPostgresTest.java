package dev.tripline.dispatcher.bus;

import java.util.stream.Stream;
import org.junit.jupiter.api.extension.RegisterExtension;

/// Archives and replays on a dispatcher whose store is PostgreSQL and encrypts them.
class ArchivesOnPostgresTest extends ArchivesTest {
  @RegisterExtension static final PostgresOfClass POSTGRES = new PostgresOfClass();

  @Override
  String[] store() {
    return Stream.concat(
            Stream.of(POSTGRES.settings()), Stream.of("--tripline.payload-encryption.enabled=true"))
        .toArray(String[]::new);
  }
}
