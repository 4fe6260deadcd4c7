package dev.tripline.dispatcher.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tripline.delivery.ledger.Counts;
import dev.tripline.delivery.ledger.Entry;
import dev.tripline.delivery.ledger.Ledger;
import dev.tripline.delivery.ledger.LedgerReport;
import dev.tripline.delivery.ledger.LedgerSettings;
import dev.tripline.delivery.ledger.TriggerLedger;
import dev.tripline.spi.deadletter.DeadLetter;
import dev.tripline.spi.deadletter.DeadLetterStore.End;
import dev.tripline.spi.invocation.FunctionTarget;
import dev.tripline.spi.invocation.Milestone;
import dev.tripline.spi.store.ShardLease;
import dev.tripline.spi.store.ShardLeases.Listed;
import dev.tripline.spi.store.ShardLeases.Reader;
import dev.tripline.store.Stores;
import dev.tripline.store.engine.StoreSettings;
import dev.tripline.testkit.server.PostgresServer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The ledger on both engines, with time moved by hand.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class LedgerTest {
  private static final Instant START = Instant.parse("2026-01-31T12:00:00Z");
  private static final Instant END = START.plus(Duration.ofHours(1));

  private final AtomicLong time = new AtomicLong(START.toEpochMilli());
  private final InstantSource clock = () -> Instant.ofEpochMilli(time.get());
  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
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

  private Stores open(String engine) {
    time.set(START.toEpochMilli());
    stores++;
    StoreSettings settings =
        engine.equals("sqlite")
            ? StoreSettings.sqlite(temporary.resolve("store" + stores + ".db"))
            : StoreSettings.postgresql(
                postgres.createDatabase("ledger" + stores), postgres.user(), "");
    return Stores.open(settings, InstantSource.system(), Milestone.Listener.NONE);
  }

  private Ledger ledger(Stores store) {
    var settings =
        new LedgerSettings(Duration.ofSeconds(2), Duration.ofMinutes(1), Duration.ofDays(30));
    var kept = new JdbcLedgerStore(store.writer(), store.reader(), clock);
    return new Ledger(kept, settings, clock, meters);
  }

  private void pass(Duration duration) {
    time.addAndGet(duration.toMillis());
  }

  @ParameterizedTest
  @ValueSource(strings = {"sqlite", "postgresql"})
  void received_is_what_became_of_it_and_what_is_in_flight(String engine) {
    try (Stores store = open(engine)) {
      Ledger ledger = ledger(store);
      TriggerLedger account = ledger.account("t", "orders");
      AtomicLong held = new AtomicLong(3);
      account.inFlight(held::get);
      account.count(Entry.RECEIVED, 10);
      account.count(Entry.FILTERED, 2);
      account.count(Entry.DELIVERED, 5);
      ledger.flush(false);
      pass(Duration.ofMinutes(1));
      account.count(Entry.DEAD, 1);
      account.count(Entry.RETURNED, 2);
      held.set(0);
      ledger.flush(false);

      LedgerReport report = ledger.report("t", START, END);
      assertThat(report.minutes()).hasSize(2);
      assertThat(report.minutes().getFirst().held()).isEqualTo(3);
      assertThat(report.minutes().getLast().held()).isZero();
      assertThat(report.totals().of(Entry.RECEIVED)).isEqualTo(10);
      assertThat(report.residual()).isZero();
      LedgerReport second = ledger.report("t", START.plusSeconds(60), END);
      assertThat(second.heldBefore()).isEqualTo(3);
      assertThat(second.residual()).isZero();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"sqlite", "postgresql"})
  void delivery_that_miscounts_raises_the_alarm(String engine) {
    try (Stores store = open(engine)) {
      Ledger ledger = ledger(store);
      TriggerLedger account = ledger.account("t", "miscounted-" + engine);
      account.inFlight(() -> 0);
      account.count(Entry.RECEIVED, 10);
      account.count(Entry.DELIVERED, 9);
      ledger.flush(false);
      assertThat(ledger.residual("t")).as("one look may be an accident").isZero();
      ledger.flush(false);
      assertThat(ledger.residual("t")).isEqualTo(1);
      assertThat(
              meters
                  .get("tripline.ledger.residual")
                  .tag("trigger", "miscounted-" + engine)
                  .gauge()
                  .value())
          .isEqualTo(1);
      assertThat(ledger.report("t", START, END).residual()).isEqualTo(1);
      account.count(Entry.DELIVERED, 1);
      ledger.flush(false);
      ledger.flush(false);
      assertThat(ledger.residual("t")).isZero();
      assertThat(ledger.report("t", START, END).residual()).isZero();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"sqlite", "postgresql"})
  void miscount_is_found_while_events_keep_coming(String engine) {
    try (Stores store = open(engine)) {
      Ledger ledger = ledger(store);
      TriggerLedger account = ledger.account("t", "busy-" + engine);
      account.count(Entry.RECEIVED, 1);
      for (int i = 0; i < 12; i++) {
        account.count(Entry.RECEIVED, 100);
        account.count(Entry.DELIVERED, 100);
        ledger.flush(false);
      }
      assertThat(ledger.residual("t")).isEqualTo(1);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"sqlite", "postgresql"})
  void what_a_dead_node_held_counts_as_given_back(String engine) {
    try (Stores store = open(engine)) {
      Ledger dying = ledger(store);
      TriggerLedger account = dying.account("t", "dying-" + engine);
      account.inFlight(() -> 7);
      account.count(Entry.RECEIVED, 7);
      dying.flush(false);
      assertThat(dying.report("t", START, END).held()).isEqualTo(7);
      pass(Duration.ofMinutes(2));
      var kept = new JdbcLedgerStore(store.writer(), store.reader(), clock);
      assertThat(kept.closeDead(time.get() / 60_000 * 60_000)).isEqualTo(1);

      LedgerReport report = dying.report("t", START, END);
      assertThat(report.held()).isZero();
      assertThat(report.inexact()).isTrue();
      assertThat(report.totals().of(Entry.RETURNED)).isEqualTo(7);
      assertThat(report.residual()).isZero();

      account.count(Entry.RECEIVED, 1);
      account.count(Entry.DELIVERED, 1);
      dying.flush(false);
      LedgerReport alive = dying.report("t", START, END);
      assertThat(alive.held()).as("it was not dead").isEqualTo(7);
      assertThat(alive.residual()).isZero();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"sqlite", "postgresql"})
  void ends_that_the_store_settles_are_there_after_a_kill(String engine) {
    try (Stores store = open(engine)) {
      var kept = new JdbcLedgerStore(store.writer(), store.reader(), clock);
      Ledger dying = ledger(store);
      store.countIn(new LedgerCounts(kept, dying, clock));
      TriggerLedger account = dying.account("t", "killed-" + engine);
      AtomicLong held = new AtomicLong(10);
      account.inFlight(held::get);
      account.count(Entry.RECEIVED, 10);
      dying.flush(false);
      DeadLetter letter = letter();
      assertThat(store.deadLetters().addGivenUp("t", End.DEAD, List.of(letter), List.of()))
          .isEqualTo(1);
      account.recorded(Counts.settled(Entry.DEAD, 1));
      account.count(Entry.DELIVERED, 4);
      account.count(Entry.FILTERED, 2);
      ShardLease lease = lease(store);
      assertThat(store.shardLeases().checkpoint(lease, "AFTER 7")).isTrue();
      account.count(Entry.DELIVERED, 1);
      pass(Duration.ofMinutes(2));
      assertThat(kept.closeDead(time.get() / 60_000 * 60_000)).isEqualTo(1);

      LedgerReport report = dying.report("t", START, END);
      assertThat(report.totals().of(Entry.DEAD)).isEqualTo(1);
      assertThat(report.totals().of(Entry.DELIVERED)).as("up to the commit").isEqualTo(4);
      assertThat(report.totals().of(Entry.FILTERED)).isEqualTo(2);
      assertThat(report.totals().of(Entry.RECEIVED) - report.totals().of(Entry.RETURNED))
          .isEqualTo(7);
      assertThat(report.residual()).isZero();
      assertThat(report.inexact()).isTrue();
      assertThat(report.minutes().getFirst().inexact()).isFalse();

      assertThat(store.deadLetters().addGivenUp("t", End.DEAD, List.of(letter), List.of()))
          .as("read again and given up again")
          .isZero();
      assertThat(dying.report("t", START, END).totals().of(Entry.DEAD)).isEqualTo(1);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"sqlite", "postgresql"})
  void ends_that_the_store_settles_are_counted_once_while_the_node_lives(String engine) {
    try (Stores store = open(engine)) {
      var kept = new JdbcLedgerStore(store.writer(), store.reader(), clock);
      Ledger ledger = ledger(store);
      store.countIn(new LedgerCounts(kept, ledger, clock));
      TriggerLedger account = ledger.account("t", "alive-" + engine);
      AtomicLong held = new AtomicLong(10);
      account.inFlight(held::get);
      account.count(Entry.RECEIVED, 10);
      ledger.flush(false);
      account.count(Entry.DELIVERED, 9);
      ShardLease lease = lease(store);
      store.shardLeases().checkpoint(lease, "AFTER 7");
      store.shardLeases().release(lease);
      account.count(Entry.DELIVERED, 1);
      assertThat(store.shardLeases().checkpoint(lease, "AFTER 8")).as("it is gone").isFalse();
      held.set(0);
      ledger.flush(false);
      LedgerReport report = ledger.report("t", START, END);
      assertThat(report.totals().of(Entry.RECEIVED)).isEqualTo(10);
      assertThat(report.totals().of(Entry.DELIVERED)).isEqualTo(10);
      assertThat(report.held()).isZero();
      assertThat(report.residual()).isZero();
      assertThat(report.inexact()).isFalse();
    }
  }

  private static ShardLease lease(Stores store) {
    Reader reader = new Reader("t", "r", Duration.ofMinutes(1), Duration.ofSeconds(1));
    store.shardLeases().list("t", List.of(new Listed("s", Set.of(), "TRIM_HORIZON")));
    store.shardLeases().renew(reader);
    return store.shardLeases().claim(reader, 1).getFirst();
  }

  private static DeadLetter letter() {
    return new DeadLetter(
        "00000001-0000-7000-8000-000000000000",
        "request",
        FunctionTarget.latest("f"),
        "t",
        "RetryAttemptsExhausted",
        "broken",
        new byte[] {'1'},
        null,
        List.of(),
        START,
        START,
        0);
  }

  @ParameterizedTest
  @ValueSource(strings = {"sqlite", "postgresql"})
  void stop_writes_the_last_counts(String engine) {
    try (Stores store = open(engine)) {
      Ledger stopping = ledger(store);
      TriggerLedger account = stopping.account("t", "stopping-" + engine);
      account.count(Entry.RECEIVED, 2);
      account.count(Entry.DEDUPLICATED, 2);
      stopping.close();
      Ledger next = ledger(store);
      LedgerReport report = next.report("t", START, END);
      assertThat(report.totals().of(Entry.DEDUPLICATED)).isEqualTo(2);
      assertThat(report.residual()).isZero();
    }
  }
}
