package dev.tripline.adapter.cdc.postgresql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.tripline.adapter.cdc.Capture;
import dev.tripline.adapter.cdc.ChangeSourceContract;
import dev.tripline.adapter.cdc.ChangeState.Resolution;
import dev.tripline.adapter.cdc.ChangeTable;
import dev.tripline.adapter.shards.LeaseStore;
import dev.tripline.adapter.shards.LeaseTiming;
import dev.tripline.adapter.shards.LeasedSource;
import dev.tripline.adapter.shards.Position;
import dev.tripline.spi.network.AddressResolver;
import dev.tripline.spi.source.SourceUnavailableException;
import dev.tripline.spi.source.StreamRecord;
import dev.tripline.store.Stores;
import dev.tripline.testkit.server.PostgresServer;
import dev.tripline.testkit.source.RunningSource;
import dev.tripline.testkit.source.ShardLog;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Tables that fall out of a publication, and publications and slots that go, on a real server.
/// `-Dpostgresql.version=16` takes another version than 18.
class PostgresPublicationTest {
  private static final String MADE_AGAIN =
      "DROP TABLE messages; CREATE TABLE messages (id varchar(50) PRIMARY KEY, body text)";

  @TempDir static Path directory;
  private static PostgresUnderTest server;
  private static Stores stores;

  @BeforeAll
  static void start() {
    Optional<String> missing = PostgresServer.Version.wanted().whyUnavailable();
    missing.ifPresent(System.out::println);
    assumeTrue(missing.isEmpty(), missing.orElse(""));
    server = new PostgresUnderTest(PostgresServer.startLogical(Map.of()));
    stores = LeaseStore.sqlite(directory);
  }

  @AfterAll
  static void stop() {
    if (server != null) {
      stores.close();
      server.server().close();
    }
  }

  private static ChangeTable table() throws InterruptedException {
    return new ChangeTable(server, stores, false).placed();
  }

  private static boolean isPublished(ChangeTable table, String name) {
    return table
        .list(
            "SELECT tablename FROM pg_publication_tables WHERE pubname = '%s'"
                .formatted(table.name()))
        .contains(name);
  }

  private static PostgresChanges changes(ChangeTable table, boolean own, String... tables) {
    return PostgresUnderTest.changes(
        server.at(table.name(), AddressResolver.ANY),
        new Capture(List.of(tables), ChangeTable.ALL, false),
        stores.sourceStates(),
        new PostgresChanges.Names(table.name(), own ? table.name() : "theirs", own));
  }

  @Test
  void table_that_is_made_again_is_published_again_without_a_loss() throws Exception {
    try (ChangeTable table = table()) {
      ShardLog log = new ShardLog(ShardLog.Acts::commit);
      try (RunningSource _ = RunningSource.start(table.open(), log)) {
        table.publish(ChangeSourceContract.numbered(0, 5));
        log.await("the first are read", () -> log.entries().size() >= 5);
        table.execute(MADE_AGAIN);
        log.await("it is published again", () -> isPublished(table, "messages"));
        table.publish(ChangeSourceContract.numbered(5, 10));
        log.await("the others are read", () -> log.entries().size() >= 10);
      }
      assertThat(table.state().gap()).isEmpty();
      assertThat(log.records()).extracting(StreamRecord::key).doesNotHaveDuplicates();
    }
  }

  @Test
  void changes_of_a_table_that_was_made_again_are_a_gap_until_it_is_resolved() throws Exception {
    try (ChangeTable table = table()) {
      ShardLog log = new ShardLog(ShardLog.Acts::commit);
      try (RunningSource _ = RunningSource.start(table.open(), log)) {
        table.publish(ChangeSourceContract.numbered(0, 5));
        log.await("the first are read", () -> log.entries().size() >= 5);
        table.execute(MADE_AGAIN + "; INSERT INTO messages VALUES ('missed', 'x')");
        log.await("the gap is told", () -> !log.gaps().isEmpty());
      }
      assertThat(table.state().gap().orElseThrow()).contains("public.messages was written to");
      table.state().resolve(Resolution.SNAPSHOT);
      ShardLog on = new ShardLog(ShardLog.Acts::commit);
      try (RunningSource _ = RunningSource.start(table.open(), on)) {
        on.await("the row is read", () -> on.entries().size() >= 1);
        table.publish(ChangeSourceContract.numbered(5, 6));
        on.await("what follows is read", () -> on.entries().size() >= 2);
      }
      assertThat(on.records())
          .extracting(StreamRecord::key)
          .containsExactly(table.key("missed"), table.key("key-5"));
    }
  }

  @Test
  void changes_are_a_gap_that_a_table_missed_while_nobody_read() throws Exception {
    try (ChangeTable table = table()) {
      table.publish(ChangeSourceContract.numbered(0, 5));
      ChangeSourceContract.read(table.open(), 5);
      table.execute(MADE_AGAIN, "INSERT INTO messages VALUES ('missed', 'x')");
      ShardLog gap = new ShardLog(ShardLog.Acts::commit);
      try (RunningSource _ = RunningSource.start(table.open(), gap)) {
        gap.await("the gap is told", () -> !gap.gaps().isEmpty());
      }
      assertThat(gap.entries()).isEmpty();
      assertThat(table.state().gap().orElseThrow()).contains("public.messages was written to");
    }
  }

  @Test
  void rows_that_came_and_went_while_nobody_looked_are_a_gap_too() throws Exception {
    try (ChangeTable table = table()) {
      PostgresChanges changes = changes(table, true, "public.mess*");
      for (String touched : List.of("DELETE FROM messages; VACUUM messages", "TRUNCATE messages")) {
        changes.newest();
        table.execute(MADE_AGAIN, "INSERT INTO messages VALUES ('missed', 'x')");
        for (String sql : touched.split("; ", -1)) {
          table.execute(sql);
        }
        assertThat(changes.loss(place())).as(touched).isPresent();
      }
      changes.newest();
      table.execute(MADE_AGAIN);
      assertThat(changes.loss(place())).isEmpty();
      assertThat(isPublished(table, "messages")).isTrue();
    }
  }

  private static Position.After place() {
    return new Position.After(PostgresNumbers.whole(Long.MAX_VALUE).toString(), Instant.EPOCH);
  }

  @Test
  void tables_that_a_trigger_wants_only_now_are_no_gap() throws Exception {
    try (ChangeTable table = table()) {
      table.execute("INSERT INTO others VALUES (1, 'before')");
      PostgresChanges wider = changes(table, true, "public.messages", "public.others");
      assertThat(wider.loss(place())).isEmpty();
      assertThat(isPublished(table, "others")).isTrue();
      PostgresChanges narrower = changes(table, true, "public.messages");
      assertThat(narrower.loss(place())).isEmpty();
      assertThat(isPublished(table, "others")).isFalse();
      table.execute("INSERT INTO others VALUES (2, 'unwanted')");
      assertThat(wider.loss(place())).isEmpty();
    }
  }

  @Test
  void new_table_that_a_pattern_names_is_read_without_a_new_beginning() throws Exception {
    try (ChangeTable table = table()) {
      ShardLog log = new ShardLog(ShardLog.Acts::commit);
      try (RunningSource _ = RunningSource.start(table.open(), log)) {
        table.publish(ChangeSourceContract.numbered(0, 1));
        log.await("the first is read", () -> log.entries().size() >= 1);
        table.execute("CREATE TABLE messier (id int PRIMARY KEY)");
        log.await("it is published", () -> isPublished(table, "messier"));
        table.execute("INSERT INTO messier VALUES (1)");
        log.await("its row is read", () -> log.entries().size() >= 2);
      }
      assertThat(table.state().gap()).isEmpty();
    }
  }

  @Test
  void publication_that_is_dropped_is_a_gap_behind_which_reading_goes_on() throws Exception {
    try (ChangeTable table = table()) {
      ShardLog log = new ShardLog(ShardLog.Acts::commit);
      try (RunningSource _ = RunningSource.start(table.open(), log)) {
        table.publish(ChangeSourceContract.numbered(0, 5));
        log.await("the first are read", () -> log.entries().size() >= 5);
        table.execute("DROP PUBLICATION " + table.name());
        table.publish(ChangeSourceContract.numbered(5, 10));
        log.await("the gap is told", () -> !log.gaps().isEmpty());
      }
      assertThat(table.state().gap().orElseThrow()).contains("is gone");
      table.state().resolve(Resolution.CONTINUE);
      ShardLog on = new ShardLog(ShardLog.Acts::commit);
      try (RunningSource _ = RunningSource.start(table.open(), on)) {
        on.await("it is there again", () -> isPublished(table, "messages"));
        on.await(
            "there is a reader",
            () ->
                table
                    .ask(
                        "SELECT active FROM pg_replication_slots WHERE slot_name = '%s'"
                            .formatted(table.name()))
                    .equals("t"));
        table.publish(ChangeSourceContract.numbered(10, 12));
        on.await("what follows is read", () -> on.entries().size() >= 2);
      }
      assertThat(on.records())
          .extracting(StreamRecord::key)
          .containsExactly(table.key("key-10"), table.key("key-11"));
    }
  }

  @Test
  void publication_of_others_is_watched_and_not_changed() throws Exception {
    try (ChangeTable table = new ChangeTable(server, stores, false)) {
      table.execute("CREATE PUBLICATION theirs FOR TABLE messages");
      PostgresChanges both = changes(table, false, "public.messages", "public.others");
      assertThatThrownBy(both::newest)
          .isInstanceOf(SourceUnavailableException.class)
          .hasMessageContaining("theirs does not show public.others");
      PostgresChanges one = changes(table, false, "public.messages");
      one.newest();
      assertThat(one.loss(place())).isEmpty();
      table.execute(MADE_AGAIN);
      assertThat(one.loss(place())).isEmpty();
      table.execute("INSERT INTO messages VALUES ('missed', 'x')");
      assertThat(one.loss(place()).orElseThrow()).contains("public.messages was written to");
    }
  }

  /// The server is hardly looked at here: the end of the reading must be enough.
  @Test
  void slot_that_is_dropped_under_its_reader_is_told_at_once() throws Exception {
    try (ChangeTable table = table()) {
      LeaseTiming seldom =
          new LeaseTiming(
              Duration.ofSeconds(3),
              Duration.ofMillis(500),
              Duration.ofMillis(100),
              Duration.ofHours(1));
      ShardLog log = new ShardLog(ShardLog.Acts::commit);
      AtomicReference<@Nullable RuntimeException> end = new AtomicReference<>();
      try (LeasedSource source =
          table.open(
              server.database(table.name(), table.capture(ChangeTable.ALL), stores), seldom)) {
        Thread run =
            Thread.ofVirtual()
                .start(() -> {
                  try {
                    source.run(log);
                  } catch (InterruptedException _) {
                    Thread.currentThread().interrupt();
                  } catch (RuntimeException e) {
                    end.set(e);
                  }
                });
        table.publish(ChangeSourceContract.numbered(0, 5));
        log.await("the first are read", () -> log.entries().size() >= 5);
        log.await("the slot is dropped", () -> isDropped(table));
        log.await("the run ends", () -> end.get() != null);
        run.join();
      }
      assertThat(end.get())
          .isInstanceOf(SourceUnavailableException.class)
          .hasMessageStartingWith("GAP: ");
      assertThat(log.gaps()).hasSize(1);
    }
  }

  /// The reader, which comes back by itself, is ended again and again.
  private static boolean isDropped(ChangeTable table) {
    String found = " FROM pg_replication_slots WHERE slot_name = '%s'".formatted(table.name());
    table.ask("SELECT pg_terminate_backend(active_pid)" + found + " AND active_pid IS NOT NULL");
    try {
      table.ask("SELECT pg_drop_replication_slot(slot_name)" + found);
    } catch (IllegalStateException _) {
      return false; // it has a reader still
    }
    return table.ask("SELECT slot_name" + found).isEmpty();
  }
}
