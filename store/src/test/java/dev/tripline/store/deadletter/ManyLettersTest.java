package dev.tripline.store.deadletter;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tripline.spi.audit.Actor;
import dev.tripline.spi.deadletter.DeadLetterClass;
import dev.tripline.spi.deadletter.DeadLetterClasses;
import dev.tripline.spi.deadletter.DeadLetterQueries;
import dev.tripline.spi.invocation.Milestone;
import dev.tripline.store.Stores;
import dev.tripline.store.engine.StoreSettings;
import dev.tripline.testkit.server.PostgresServer;
import dev.tripline.testkit.store.ManyLetters;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/// How long lists of classes and of their letters take when there are many: by hand, with
/// `-Dletters.measured=1000000`. Prints its figures; what it asserts are counts.
@EnabledIfSystemProperty(named = "letters.measured", matches = "\\d+")
class ManyLettersTest {
  private static final int TRIES = 200;

  @TempDir Path directory;

  @Test
  void on_sqlite() {
    measure("sqlite", StoreSettings.sqlite(directory.resolve("store.db")));
  }

  @Test
  void on_postgresql() {
    try (PostgresServer server = PostgresServer.shared()) {
      String url = server.createDatabase("many");
      measure("postgresql", StoreSettings.postgresql(url, server.user(), ""));
    }
  }

  private static void measure(String engine, StoreSettings settings) {
    int letters = Integer.getInteger("letters.measured");
    try (Stores stores = Stores.open(settings, InstantSource.system(), Milestone.Listener.NONE)) {
      long began = System.nanoTime();
      ManyLetters.keep(stores.deadLetters(), letters, stores.clock().instant());
      tell(engine, "%,d letters kept in %,d ms", letters, millis(began));
      figures(engine, stores, letters);
      removals(engine, stores);
      again(engine, stores, letters);
    }
  }

  private static void figures(String engine, Stores stores, int letters) {
    DeadLetterClasses classes = stores.deadLetterClasses();
    DeadLetterQueries queries = stores.deadLetterQueries();
    List<DeadLetterClass> all = classes.page(DeadLetterClasses.Filter.ALL, null, 100_000).classes();
    assertThat(all.stream().mapToLong(DeadLetterClass::alive).sum()).isEqualTo(letters);
    DeadLetterClass last = all.getLast();
    var ofClass = DeadLetterQueries.Filter.ofClass(last.id());
    tell(engine, "%,d classes", all.size());
    time(
        engine,
        "page of 50 classes",
        () -> classes.page(DeadLetterClasses.Filter.ALL, null, 50).classes());
    time(
        engine,
        "page of 50 resolved classes, of which there are none",
        () ->
            classes
                .page(new DeadLetterClasses.Filter(null, DeadLetterClass.State.RESOLVED), null, 50)
                .classes());
    time(engine, "one class", () -> classes.find(last.id()));
    time(engine, "arrivals of all classes", classes::arrivals);
    time(engine, "first page of letters of a class", () -> queries.page(ofClass, null, 50));
    time(engine, "count of a class", () -> queries.count(ofClass));
    time(engine, "oldest", () -> queries.oldest(DeadLetterQueries.Filter.ALL));
    assertThat(queries.count(ofClass).number()).isEqualTo(last.alive());
  }

  private static void removals(String engine, Stores stores) {
    String id =
        stores.deadLetterQueries().page(DeadLetterQueries.Filter.ALL, null, 1).getFirst().id();
    long began = System.nanoTime();
    assertThat(stores.deadLetters().discard(id, Actor.ANONYMOUS, "measured")).isTrue();
    tell(engine, "discard of one in %,d ms", millis(began));
  }

  /// As if all letters were of an earlier version.
  private static void again(String engine, Stores stores, int letters) {
    stores
        .writer()
        .write(sql -> {
          sql.sql("UPDATE dead_letter SET class_id = NULL").update();
          sql.sql("DELETE FROM dead_letter_class").update();
          return sql.sql("DELETE FROM dead_letter_class_count").update();
        });
    long began = System.nanoTime();
    Duration never = Duration.ofDays(36_500);
    int classified = 0;
    int some;
    do {
      some = stores.deadLetterClasses().tend(never, never).classified();
      classified += some;
    } while (some > 0);
    tell(engine, "%,d letters classified in %,d ms", classified, millis(began));
    assertThat(classified).isEqualTo(letters - 1);
  }

  private static void time(String engine, String what, Supplier<?> query) {
    long[] took = new long[TRIES];
    for (int i = 0; i < TRIES; i++) {
      long began = System.nanoTime();
      Object _ = query.get();
      took[i] = System.nanoTime() - began;
    }
    Arrays.sort(took);
    tell(
        engine,
        "%s: median %.1f ms, 99 %% %.1f ms, longest %.1f ms",
        what,
        took[TRIES / 2] / 1e6,
        took[TRIES * 99 / 100] / 1e6,
        took[TRIES - 1] / 1e6);
  }

  private static long millis(long began) {
    return Duration.ofNanos(System.nanoTime() - began).toMillis();
  }

  private static void tell(String engine, String format, Object... values) {
    System.out.printf(Locale.ROOT, engine + ": " + format + "%n", values);
  }
}
