package dev.tripline.dispatcher.delivery.invocation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tripline.delivery.DeliveryEvent;
import dev.tripline.delivery.DeliveryEvents;
import dev.tripline.dispatcher.rest.ApiProblem;
import dev.tripline.spi.invocation.FunctionTarget;
import dev.tripline.spi.invocation.Milestone;
import dev.tripline.store.Stores;
import dev.tripline.store.engine.StoreSettings;
import dev.tripline.testkit.server.PostgresServer;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Traces on both engines, with time moved by hand.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class StepRecorderTest {
  private static final FunctionTarget ORDERS = FunctionTarget.latest("orders");
  private static final Instant START = Instant.parse("2026-01-31T12:00:00Z");

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

  private final class Bench implements AutoCloseable {
    final Stores store;
    final DeliveryEvents events = new DeliveryEvents();
    final StepRecorder recorder;
    final Invocations invocations;

    Bench(String engine, InvocationSettings settings) {
      time.set(START.toEpochMilli());
      stores++;
      store =
          Stores.open(
              engine.equals("sqlite")
                  ? StoreSettings.sqlite(temporary.resolve("store" + stores + ".db"))
                  : StoreSettings.postgresql(
                      postgres.createDatabase("traces" + stores), postgres.user(), ""),
              InstantSource.system(),
              Milestone.Listener.NONE);
      StepStore traces = new StepStore(store.writer(), store.reader(), store.cipher());
      recorder = new StepRecorder(traces, settings, clock, events);
      invocations = new Invocations(recorder, traces, store.deadLetterQueries());
    }

    void tell(DeliveryEvent event) {
      events.publish(() -> event);
    }

    @Override
    public void close() {
      recorder.start();
      recorder.close();
      store.close();
    }
  }

  private static InvocationSettings settings(int steps, int perSecond) {
    return new InvocationSettings(Duration.ofHours(1), steps, perSecond);
  }

  private static DeliveryEvent accepted(String id) {
    return new DeliveryEvent.Accepted(id, ORDERS, null);
  }

  private static DeliveryEvent delivered(String id, int attempt) {
    return new DeliveryEvent.Delivered(id, ORDERS, null, attempt, Duration.ofMillis(7));
  }

  private static DeliveryEvent retried(String id, boolean counts) {
    return new DeliveryEvent.Retried(id, ORDERS, null, 1, "no", Duration.ofMinutes(1), counts);
  }

  @ParameterizedTest
  @ValueSource(strings = {"sqlite", "postgresql"})
  void an_event_is_followed_from_its_acceptance_to_its_delivery(String engine) {
    try (Bench bench = new Bench(engine, settings(1_000, 1_000))) {
      bench.tell(accepted("a"));
      assertThat(bench.invocations.find("a").state()).isEqualTo("waiting");
      bench.tell(retried("a", true));
      bench.tell(retried("a", false));
      InvocationView waiting = bench.invocations.find("a");
      assertThat(waiting.state()).isEqualTo("waiting");
      assertThat(waiting.nextAttemptAt()).isEqualTo(START.plus(Duration.ofMinutes(1)));
      time.addAndGet(60_000);
      bench.tell(delivered("a", 2));

      InvocationView done = bench.invocations.find("a");
      assertThat(done.state()).isEqualTo("delivered");
      assertThat(done.acceptedAt()).isEqualTo(START);
      assertThat(done.endedAt()).isEqualTo(START.plus(Duration.ofMinutes(1)));
      assertThat(done.attempts())
          .extracting(InvocationView.AttemptView::outcome)
          .containsExactly("failed", "not-run", "delivered");
      assertThat(done.attempts().getLast().durationMillis()).isEqualTo(7L);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"sqlite", "postgresql"})
  void messages_of_a_batch_that_end_alike_are_one_step(String engine) {
    try (Bench bench = new Bench(engine, settings(1_000, 1_000))) {
      for (int i = 0; i < 10; i++) {
        bench.tell(delivered("batch", 1));
      }
      assertThat(bench.invocations.find("batch").attempts())
          .singleElement()
          .extracting(InvocationView.AttemptView::events)
          .isEqualTo(10);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"sqlite", "postgresql"})
  void of_very_many_steps_the_first_and_the_last_are_looked_at(String engine) {
    try (Bench bench = new Bench(engine, settings(10_000, 10_000))) {
      bench.tell(accepted("a"));
      for (int i = 0; i < Invocations.MOST_STEPS; i++) {
        bench.tell(retried("a", i % 2 == 0));
      }
      bench.tell(delivered("a", 2));
      assertThat(bench.invocations.steps("a")).hasSize(Invocations.MOST_STEPS);
      InvocationView view = bench.invocations.find("a");
      assertThat(view.state()).isEqualTo("delivered");
      assertThat(view.acceptedAt()).isEqualTo(START);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"sqlite", "postgresql"})
  void a_flood_of_duplicates_leaves_the_events_own_way_to_be_seen(String engine) {
    try (Bench bench = new Bench(engine, settings(10_000, 10_000))) {
      bench.tell(accepted("a"));
      bench.tell(delivered("a", 1));
      for (int i = 0; i < Invocations.MOST_STEPS; i++) {
        bench.tell(new DeliveryEvent.Duplicate("a", ORDERS, null));
        bench.tell(sent("a", i));
      }
      InvocationView view = bench.invocations.find("a");
      assertThat(view.state()).isEqualTo("delivered");
      assertThat(view.acceptedAt()).isEqualTo(START);
      List<InvocationStep> everything = bench.invocations.everything("a");
      assertThat(everything).hasSizeLessThan(300);
      assertThat(everything)
          .filteredOn(step -> step.kind() == InvocationStep.Kind.DUPLICATE)
          .hasSize(20);
      assertThat(everything.getLast().attempt()).isEqualTo(Invocations.MOST_STEPS - 1);
    }
  }

  private static DeliveryEvent sent(String id, int tries) {
    return new DeliveryEvent.DestinationSent(
        "m", "https://there", new DeliveryEvent.Told(id, DeliveryEvent.Told.Role.SUCCESS, tries));
  }

  @ParameterizedTest
  @ValueSource(strings = {"sqlite", "postgresql"})
  void what_comes_faster_than_the_rate_is_dropped_and_counted_failures_last(String engine) {
    try (Bench bench = new Bench(engine, settings(1_000, 10))) {
      for (int i = 0; i < 40; i++) {
        bench.tell(delivered("d" + i, 1));
      }
      bench.tell(retried("failed", true));
      bench.recorder.runOnce();

      assertThat(bench.recorder.dropped()).isEqualTo(31);
      assertThat(bench.invocations.find("failed").state()).isEqualTo("waiting");
      time.addAndGet(1_000);
      bench.tell(delivered("later", 1));
      assertThat(bench.invocations.find("later").state()).isEqualTo("delivered");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"sqlite", "postgresql"})
  void traces_go_when_they_are_too_old_or_too_many(String engine) {
    try (Bench bench = new Bench(engine, settings(300, 10_000))) {
      bench.tell(delivered("old", 1));
      bench.recorder.runOnce();
      for (int i = 0; i < 500; i++) {
        bench.tell(delivered("d" + i, 1));
      }
      time.addAndGet(61_000);
      bench.recorder.runOnce();
      time.addAndGet(61_000);
      bench.recorder.runOnce();
      assertThat(bench.invocations.find("d499").state()).isEqualTo("delivered");
      assertThatThrownBy(() -> bench.invocations.find("d100"))
          .isInstanceOf(ApiProblem.class)
          .hasMessageContaining("there is no trace of d100");

      time.addAndGet(Duration.ofHours(2).toMillis());
      bench.recorder.runOnce();
      assertThatThrownBy(() -> bench.invocations.find("d499")).isInstanceOf(ApiProblem.class);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"sqlite", "postgresql"})
  void no_steps_are_kept_where_none_are_wanted(String engine) {
    try (Bench bench = new Bench(engine, settings(0, 10))) {
      bench.tell(delivered("a", 1));
      assertThatThrownBy(() -> bench.invocations.find("a")).isInstanceOf(ApiProblem.class);
      assertThat(bench.recorder.dropped()).isZero();
    }
  }
}
