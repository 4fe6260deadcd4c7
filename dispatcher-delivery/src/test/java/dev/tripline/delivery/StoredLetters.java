package dev.tripline.delivery;

import dev.tripline.delivery.parking.Parking;
import dev.tripline.delivery.parking.ParkingSettings;
import dev.tripline.spi.deadletter.DeadLetter;
import dev.tripline.spi.deadletter.DeadLetterQueries;
import dev.tripline.spi.deadletter.DeadLetterStore;
import dev.tripline.spi.invocation.Milestone;
import dev.tripline.spi.store.Outbox;
import dev.tripline.spi.store.OutboxMessage;
import dev.tripline.store.Stores;
import dev.tripline.store.engine.StoreSettings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/// Dead letters in a SQLite store of their own, which a test can break and mend. Closing it removes
/// the store.
public final class StoredLetters implements AutoCloseable {
  private final Path directory;
  private final Stores stores;

  public StoredLetters() {
    try {
      directory = Files.createTempDirectory("letters");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    stores =
        Stores.open(
            StoreSettings.sqlite(directory.resolve("store.db")),
            InstantSource.system(),
            Milestone.Listener.NONE);
  }

  public DeadLetterStore store() {
    return stores.deadLetters();
  }

  /// From old to new.
  public List<DeadLetter> kept() {
    return stores.deadLetterQueries().page(DeadLetterQueries.Filter.ALL, null, 1_000).stream()
        .map(letter -> stores.deadLetterQueries().find(letter.id()).orElseThrow())
        .toList()
        .reversed();
  }

  /// Takes the messages about them out of the outbox.
  public List<OutboxMessage> announced() {
    return stores.outbox().claimDue(1_000).stream().map(Outbox.Claimed::message).toList();
  }

  /// Parking in the same store, with little room.
  public Parking parking() {
    return new Parking(
        new Parking.Services(
            stores.parkedKeys(),
            stores.parkedKeyDrains(),
            stores.parkedShards(),
            stores.deadLetters(),
            stores.clock()),
        new ParkingSettings(1, new ByteSize(1), Duration.ofSeconds(1)));
  }

  /// The triggers of which keys are parked.
  public Iterable<String> parked() {
    return stores.parkedKeyQueries().counts().keySet();
  }

  /// From now on no letter can be added: `the store is broken`.
  public void breakDown() {
    execute(
        "CREATE TRIGGER broken BEFORE INSERT ON dead_letter"
            + " BEGIN SELECT RAISE(ABORT, 'the store is broken'); END");
  }

  /// Letters can be added again.
  public void mend() {
    execute("DROP TRIGGER broken");
  }

  private void execute(String sql) {
    try (Connection connection =
            DriverManager.getConnection("jdbc:sqlite:" + directory.resolve("store.db"));
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    stores.close();
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
