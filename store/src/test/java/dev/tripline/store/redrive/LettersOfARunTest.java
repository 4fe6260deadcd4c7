package dev.tripline.store.redrive;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tripline.spi.invocation.Milestone;
import dev.tripline.spi.redrive.RedriveRuns.Letter;
import dev.tripline.spi.redrive.RedriveRuns.Outcome;
import dev.tripline.store.Stores;
import dev.tripline.store.engine.StoreSettings;
import dev.tripline.testkit.server.PostgresServer;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The few letters of a large run that are dead again, or on their way, are found without a walk over all
/// that it has sent: a page that is open asks every second.
class LettersOfARunTest {
  private static final int SENT = 5_000;

  @TempDir Path directory;

  @Test
  void few_letters_are_found_by_their_index_on_sqlite() {
    check(StoreSettings.sqlite(directory.resolve("store.db")), "EXPLAIN QUERY PLAN ");
  }

  @Test
  void few_letters_are_found_by_their_index_on_postgresql() {
    try (PostgresServer server = PostgresServer.shared()) {
      String url = server.createDatabase("letters");
      check(StoreSettings.postgresql(url, server.user(), ""), "EXPLAIN ");
    }
  }

  private static void check(StoreSettings settings, String explain) {
    try (Stores stores = Stores.open(settings, InstantSource.system(), Milestone.Listener.NONE)) {
      fill(stores);
      assertThat(plan(stores, explain, Outcome.DEAD_AGAIN)).contains("redrive_letter_dead");
      assertThat(plan(stores, explain, Outcome.PENDING)).contains("redrive_letter_open");
      assertThat(numbers(stores, Outcome.DEAD_AGAIN)).containsExactly(4_000L, 5_000L);
      assertThat(numbers(stores, Outcome.PENDING)).containsExactly(2_500L);
      assertThat(stores.redriveRuns().letters("run", Outcome.DELIVERED, 0, SENT)).hasSize(4_997);
    }
  }

  /// 4,000 is dead again and counted, 5,000 is not counted yet, 2,500 is on its way.
  private static void fill(Stores stores) {
    stores
        .writer()
        .write(sql ->
            sql.sql(
                    """
                    WITH RECURSIVE sent(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM sent WHERE n < :sent)
                    INSERT INTO redrive_letter (run_id, number, letter_id, request_id, function_name,
                      sequence, phase, state, dead_letter_id)
                    SELECT 'run', n, 'letter', 'request', 'orders', n, 1,
                      CASE n WHEN 2500 THEN 0 WHEN 4000 THEN 3 WHEN 5000 THEN 1 ELSE 2 END,
                      CASE WHEN n IN (4000, 5000) THEN 'again' END
                    FROM sent
                    """)
                .param("sent", SENT)
                .update());
    stores.writer().write(sql -> sql.sql("ANALYZE").update());
  }

  private static String plan(Stores stores, String explain, Outcome outcome) {
    return stores
        .reader()
        .sql(explain + JdbcRedriveRuns.lettersOf(outcome))
        .param("run", "run")
        .param("after", 0)
        .param("limit", 20)
        .query()
        .listOfRows()
        .toString();
  }

  private static List<Long> numbers(Stores stores, Outcome outcome) {
    return stores.redriveRuns().letters("run", outcome, 0, 20).stream()
        .map(Letter::number)
        .toList();
  }
}
