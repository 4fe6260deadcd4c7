package dev.tripline.dispatcher.function.log;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tripline.dispatcher.function.log.LogStore.Wanted;
import dev.tripline.runtime.FunctionSpec;
import dev.tripline.runtime.log.LogSink;
import dev.tripline.spi.invocation.Milestone;
import dev.tripline.store.Stores;
import dev.tripline.store.engine.StoreSettings;
import dev.tripline.testkit.server.PostgresServer;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.util.unit.DataSize;

/// Lines of functions on both engines, with time moved by hand.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class LogKeeperTest {
  private static final Instant START = Instant.parse("2026-01-31T12:00:00Z");
  private static final int ROW = 120;

  private final AtomicLong time = new AtomicLong(START.toEpochMilli());
  private final InstantSource clock = () -> Instant.ofEpochMilli(time.get());
  private @TempDir Path temporary;
  private PostgresServer postgres;
  private int stores;

  @BeforeAll
  void start() {
    postgres = PostgresServer.shared();
  }

  @AfterAll
  void stop() {
    postgres.close();
  }

  /// Counts what passes through.
  private static final class Counting implements LogSink {
    final AtomicInteger lines = new AtomicInteger();

    @Override
    public void output(FunctionSpec function, @Nullable String requestId, String line) {
      lines.incrementAndGet();
    }

    @Override
    public boolean wantsPlatform(FunctionSpec function) {
      return true;
    }

    @Override
    public void platform(FunctionSpec function, @Nullable String requestId, String line) {
      lines.incrementAndGet();
    }
  }

  private final class Bench implements AutoCloseable {
    final Stores store;
    final LogStore lines;
    final LogKeeper keeper;
    final Counting beside = new Counting();
    final LogSink sink;

    Bench(String engine, KeptLogSettings settings) {
      time.set(START.toEpochMilli());
      stores++;
      store =
          Stores.open(
              engine.equals("sqlite")
                  ? StoreSettings.sqlite(temporary.resolve("store" + stores + ".db"))
                  : StoreSettings.postgresql(
                      postgres.createDatabase("logs" + stores), postgres.user(), ""),
              InstantSource.system(),
              Milestone.Listener.NONE);
      lines = new LogStore(store.writer(), store.reader(), store.cipher());
      keeper = new LogKeeper(lines, settings, clock);
      sink = keeper.beside(beside);
    }

    List<String> texts(String function, boolean newestFirst) {
      return lines.find(new Wanted(function, null, null, null, newestFirst, null), 10_000).stream()
          .map(found -> found.line().text())
          .toList();
    }

    @Override
    public void close() {
      store.close();
    }
  }

  private static KeptLogSettings settings(DataSize perFunction, DataSize total, int perSecond) {
    return new KeptLogSettings(Duration.ofHours(1), perFunction, total, perSecond);
  }

  private static KeptLogSettings large() {
    return settings(DataSize.ofMegabytes(1), DataSize.ofMegabytes(10), 10_000);
  }

  private static FunctionSpec function(String name) {
    return new FunctionSpec(
        name,
        name,
        "$LATEST",
        "arn:aws:lambda:us-east-1:000000000000:function:" + name,
        "python3.12",
        "index.handler",
        Path.of("/"),
        null,
        Map.of(),
        Duration.ofSeconds(3),
        128,
        512);
  }

  @ParameterizedTest
  @ValueSource(strings = {"sqlite", "postgresql"})
  void lines_are_found_by_function_request_and_time_page_by_page(String engine) {
    try (Bench bench = new Bench(engine, large())) {
      for (int i = 0; i < 7; i++) {
        bench.sink.output(function("orders"), i % 2 == 0 ? "even" : "odd", "line " + i);
        bench.sink.output(function("other"), "even", "of another");
        time.addAndGet(i < 3 ? 0 : 1);
      }
      bench.sink.platform(function("orders"), "odd", "REPORT");
      bench.keeper.write();

      assertThat(bench.beside.lines).hasValue(15);
      assertThat(bench.texts("orders", false))
          .containsExactly(
              "line 0", "line 1", "line 2", "line 3", "line 4", "line 5", "line 6", "REPORT");
      List<LogStore.Found> first =
          bench.lines.find(new Wanted("orders", "odd", null, null, true, null), 2);
      List<LogStore.Found> second =
          bench.lines.find(
              new Wanted("orders", "odd", null, null, true, first.getLast().place()), 10);
      assertThat(Stream.concat(first.stream(), second.stream()).map(found -> found.line().text()))
          .containsExactly("REPORT", "line 5", "line 3", "line 1");
      assertThat(first.getFirst().line().platform()).isTrue();
      List<LogStore.Found> half =
          bench.lines.find(new Wanted("orders", null, null, null, false, null), 3);
      assertThat(
              bench.lines.find(
                  new Wanted("orders", null, null, null, false, half.getLast().place()), 1))
          .extracting(found -> found.line().text())
          .containsExactly("line 3");
      assertThat(
              bench.lines.find(
                  new Wanted("orders", null, START.plusMillis(1), START.plusMillis(3), false, null),
                  10))
          .extracting(found -> found.line().text())
          .containsExactly("line 4", "line 5");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"sqlite", "postgresql"})
  void the_oldest_lines_of_a_function_and_of_all_go_when_they_are_too_many(String engine) {
    int line = 880 + ROW;
    KeptLogSettings settings =
        settings(DataSize.ofBytes(300L * line), DataSize.ofBytes(500L * line), 10_000);
    try (Bench bench = new Bench(engine, settings)) {
      String text = "x".repeat(880);
      for (int i = 0; i < 250; i++) {
        bench.sink.output(function("first"), null, text);
      }
      bench.keeper.write();
      time.addAndGet(11_000);
      for (int i = 0; i < 900; i++) {
        bench.sink.output(function("chatty"), null, text);
      }
      bench.keeper.write();
      assertThat(bench.lines.size("chatty")).isLessThanOrEqualTo(300L * line).isPositive();
      assertThat(bench.lines.size("first") + bench.lines.size("chatty"))
          .isLessThanOrEqualTo(500L * line);
      assertThat(bench.lines.size("chatty"))
          .isEqualTo(line * (long) bench.texts("chatty", true).size());
      assertThat(bench.lines.size("first"))
          .isEqualTo(line * (long) bench.texts("first", true).size());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"sqlite", "postgresql"})
  void lines_go_when_they_are_too_old(String engine) {
    try (Bench bench = new Bench(engine, large())) {
      for (int i = 0; i < 450; i++) {
        bench.sink.output(function("orders"), "a", "old");
      }
      bench.keeper.write();
      time.addAndGet(Duration.ofHours(1).toMillis() + 1);
      bench.sink.output(function("orders"), "b", "new");
      bench.keeper.write();
      assertThat(bench.texts("orders", true)).containsExactly("new");
      assertThat(bench.lines.size("orders")).isEqualTo(3 + ROW);
      time.addAndGet(Duration.ofHours(2).toMillis());
      bench.keeper.write();
      assertThat(bench.texts("orders", true)).isEmpty();
      assertThat(bench.lines.size("orders")).isZero();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"sqlite", "postgresql"})
  void a_function_that_writes_much_leaves_room_for_one_that_writes_little(String engine) {
    try (Bench bench =
        new Bench(engine, settings(DataSize.ofMegabytes(1), DataSize.ofMegabytes(1), 20))) {
      for (int i = 0; i < 100; i++) {
        bench.sink.platform(function("chatty"), "a", "START");
        bench.sink.output(function("chatty"), "a", "own");
      }
      for (int i = 0; i < 5; i++) {
        bench.sink.output(function("quiet"), "b", "q" + i);
      }
      bench.keeper.write();
      assertThat(bench.texts("quiet", false)).containsExactly("q0", "q1", "q2", "q3", "q4");
      assertThat(bench.texts("chatty", false)).hasSize(15).containsOnly("own");
      assertThat(bench.keeper.dropped()).isEqualTo(185);
      time.addAndGet(1_000);
      bench.sink.output(function("chatty"), "a", "later");
      bench.keeper.write();
      assertThat(bench.texts("chatty", true)).startsWith("later");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"sqlite", "postgresql"})
  void lines_of_any_bytes_and_length_can_be_kept(String engine) {
    try (Bench bench = new Bench(engine, large())) {
      bench.sink.output(function("orders"), null, "a\u0000b\u001b[2J\ud800 \ud83d\ude00");
      bench.sink.output(function("orders"), null, "y".repeat(LogLine.LONGEST + 5));
      bench.keeper.write();
      assertThat(bench.texts("orders", false))
          .containsExactly(
              "a\\u0000b\\u001b[2J\\ud800 \ud83d\ude00",
              "y".repeat(LogLine.LONGEST) + " [5 more characters]");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"sqlite", "postgresql"})
  void a_store_that_is_gone_costs_lines_and_nothing_else(String engine) {
    Bench bench = new Bench(engine, large());
    bench.close();
    bench.sink.output(function("orders"), null, "lost");
    bench.keeper.write();
    assertThat(bench.keeper.dropped()).isEqualTo(1);
    assertThat(bench.beside.lines).hasValue(1);
  }

  @Test
  void nothing_is_kept_where_nothing_is_wanted() {
    try (Bench bench =
        new Bench("sqlite", settings(DataSize.ofBytes(0), DataSize.ofBytes(0), 10))) {
      assertThat(bench.sink).isSameAs(bench.beside);
    }
  }

  @Test
  void no_more_waits_than_memory_allows() {
    try (Bench bench = new Bench("sqlite", large())) {
      String text = "z".repeat(LogLine.LONGEST);
      for (int i = 0; i < 1_100; i++) {
        bench.sink.output(function("orders"), null, text);
      }
      assertThat(bench.keeper.dropped()).isEqualTo(1_100 - 1_024);
      bench.keeper.write();
      bench.sink.output(function("orders"), null, text);
      assertThat(bench.keeper.dropped()).isEqualTo(1_100 - 1_024);
    }
  }
}
