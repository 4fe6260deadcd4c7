package dev.tripline.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tripline.spi.audit.Actor;
import dev.tripline.spi.deadletter.DeadLetter;
import dev.tripline.spi.deadletter.DeadLetterQueries.Count;
import dev.tripline.spi.deadletter.DeadLetterQueries.Filter;
import dev.tripline.spi.invocation.FunctionTarget;
import dev.tripline.spi.invocation.Milestone;
import dev.tripline.spi.store.TriggerStatusStore.Report;
import dev.tripline.store.engine.StoreSettings;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HousekeepingTest {
  @TempDir Path directory;

  @Test
  void counters_of_sorts_without_letters_are_removed_and_the_others_stay() {
    try (Stores stores = open()) {
      stores.deadLetters().add(List.of(letter("1", "a"), letter("2", "b")), List.of());
      stores.deadLetters().discard("1", Actor.ANONYMOUS, "known");
      assertThat(rows(stores, "dead_letter_count")).isEqualTo(2);
      assertThat(stores.housekeeping()).isEqualTo(1);
      assertThat(rows(stores, "dead_letter_count")).isEqualTo(1);
      assertThat(stores.deadLetterQueries().count(Filter.ALL)).isEqualTo(new Count(1, true));
    }
  }

  @Test
  void states_of_triggers_on_dead_nodes_are_removed() {
    try (Stores dead = open()) {
      dead.triggerStatus().report(List.of(new Report("t-1", "Enabled", "{}")));
    }
    try (Stores stores = open()) {
      stores.triggerStatus().report(List.of(new Report("t-2", "Enabled", "{}")));
      assertThat(rows(stores, "trigger_status")).isEqualTo(2);
      assertThat(stores.housekeeping()).isEqualTo(1);
      assertThat(stores.triggerStatus().all())
          .extracting(row -> row.report().triggerId())
          .containsExactly("t-2");
    }
  }

  private static int rows(Stores stores, String table) {
    return stores.reader().sql("SELECT count(*) FROM " + table).query(Integer.class).single();
  }

  private static DeadLetter letter(String id, String function) {
    return new DeadLetter(
        id,
        "request",
        FunctionTarget.latest(function),
        null,
        "Rejected",
        null,
        new byte[1],
        null,
        List.of(),
        Instant.EPOCH,
        Instant.EPOCH,
        0);
  }

  private Stores open() {
    return Stores.open(
        StoreSettings.sqlite(directory.resolve("store.db")),
        InstantSource.system(),
        Milestone.Listener.NONE);
  }
}
