package dev.tripline.dispatcher.trigger.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tripline.adapter.storage.FolderBucketSettings;
import dev.tripline.adapter.storage.FolderBucketSource;
import dev.tripline.dispatcher.scenario.TriggerApp;
import dev.tripline.dispatcher.trigger.SourceTypes;
import dev.tripline.dispatcher.trigger.Trigger;
import dev.tripline.dispatcher.trigger.TriggerLease;
import dev.tripline.dispatcher.trigger.TriggerStore;
import dev.tripline.dispatcher.trigger.form.SourceForm;
import dev.tripline.dispatcher.trigger.kind.cloudevents.CloudEventsSource;
import dev.tripline.dispatcher.trigger.kind.cloudevents.CloudEventsSourceType;
import dev.tripline.spi.invocation.FunctionTarget;
import dev.tripline.spi.invocation.Milestone;
import dev.tripline.spi.source.Event;
import dev.tripline.spi.source.EventSink;
import dev.tripline.spi.store.Enqueued;
import dev.tripline.spi.store.NewInvocation;
import dev.tripline.spi.store.SourceStateStore;
import dev.tripline.store.Stores;
import dev.tripline.store.engine.StoreSettings;
import dev.tripline.testkit.server.PostgresServer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.node.ObjectNode;

/// Triggers, their leases and what their sources remember, on both engines.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TriggerStoreTest {
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
    stores++;
    StoreSettings settings =
        engine.equals("sqlite")
            ? StoreSettings.sqlite(temporary.resolve("store" + stores + ".db"))
            : StoreSettings.postgresql(
                postgres.createDatabase("triggers" + stores), postgres.user(), "");
    return open(settings);
  }

  private static Stores open(StoreSettings settings) {
    return Stores.open(settings, InstantSource.system(), Milestone.Listener.NONE);
  }

  private static TriggerStore triggers(Stores stores, boolean cluster) {
    var forms = new SourceForm(new SourceTypes(List.of(new CloudEventsSourceType())));
    return new JdbcTriggerStore(
        stores.reader(), stores.writer(), forms::stored, cluster, InstantSource.system());
  }

  private static Trigger trigger(String id, String name, long revision) {
    ObjectNode form = TriggerApp.JSON.createObjectNode().put("kind", "http");
    return new Trigger(
        id,
        name,
        new FunctionTarget("f", "prod"),
        revision > 1,
        form,
        new CloudEventsSource(),
        new Trigger.Sharing(revision > 1 ? "orders-db" : null, revision > 1 ? null : "/tenant"),
        revision > 1 ? Duration.ofDays(3) : null,
        revision,
        Instant.EPOCH,
        Instant.EPOCH);
  }

  @ParameterizedTest
  @ValueSource(strings = {"sqlite", "postgresql"})
  void triggers_are_kept_under_one_name_and_changed_from_their_last_revision(String engine) {
    try (Stores open = open(engine)) {
      TriggerStore triggers = triggers(open, engine.equals("postgresql"));
      assertThat(triggers.insert(trigger("1", "a", 1), Map.of())).isTrue();
      assertThat(triggers.insert(trigger("2", "a", 1), Map.of())).isFalse();
      assertThat(triggers.all()).containsExactly(trigger("1", "a", 1));
      assertThat(triggers.update(trigger("1", "a", 2))).isTrue();
      assertThat(triggers.update(trigger("1", "a", 2))).isFalse();
      assertThat(triggers.all()).containsExactly(trigger("1", "a", 2));
      assertThat(triggers.deadLetterRetentions()).isEqualTo(Map.of("1", Duration.ofDays(3)));
      assertThat(triggers.delete("1")).isTrue();
      assertThat(triggers.delete("1")).isFalse();
      assertThat(triggers.all()).isEmpty();
    }
  }

  @Test
  void stored_form_of_an_unknown_kind_stays_and_hides_no_other_trigger() {
    try (Stores open = open("sqlite")) {
      TriggerStore triggers = triggers(open, false);
      Trigger unknown = trigger("1", "a", 1);
      unknown.form().put("kind", "of-a-later-version");
      assertThat(triggers.insert(unknown, Map.of())).isTrue();
      assertThat(triggers.insert(trigger("2", "b", 1), Map.of())).isTrue();
      assertThat(triggers.all()).containsExactly(trigger("2", "b", 1));
      assertThat(triggers.delete("1")).isTrue();
    }
  }

  @Test
  void one_node_at_a_time_has_the_lease() {
    StoreSettings shared =
        StoreSettings.postgresql(postgres.createDatabase("leases"), postgres.user(), "");
    try (Stores a = open(shared);
        Stores b = open(shared)) {
      TriggerLease first = new JdbcTriggerLeases(a.writer(), true).of("t", Duration.ofSeconds(4));
      TriggerLease second = new JdbcTriggerLeases(b.writer(), true).of("t", Duration.ofSeconds(30));
      assertThat(first.hold()).isTrue();
      assertThat(second.hold()).isFalse();
      assertThat(first.hold()).isTrue();
      // The first node falls silent: its lease runs out by the server's clock.
      TriggerApp.await(second::hold, "the lease to run out");
      TriggerApp.await(() -> !first.hold(), "the first node to notice");
      first.release();
      assertThat(second.hold()).isTrue();
      second.release();
      assertThat(first.hold()).isTrue();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"sqlite", "postgresql"})
  void crash_between_accepting_a_file_and_remembering_it_gives_one_event(String engine)
      throws Exception {
    Path folder = Files.createTempDirectory(temporary, "folder");
    for (int i = 0; i < 50; i++) {
      Files.writeString(folder.resolve("f" + i), "x");
    }
    try (Stores open = open(engine)) {
      List<Enqueued> answers = new ArrayList<>();
      var broken = new BrokenState(open.sourceStates());
      assertThatThrownBy(() -> run(folder, broken, open, answers, 50))
          .hasMessage("stopped before it was remembered");
      assertThat(answers).hasSize(50).noneMatch(Enqueued.Duplicate.class::isInstance);
      answers.clear();
      run(folder, open.sourceStates(), open, answers, 50);
      assertThat(answers).hasSize(50).allMatch(Enqueued.Duplicate.class::isInstance);
      answers.clear();
      Files.writeString(folder.resolve("new"), "x");
      run(folder, open.sourceStates(), open, answers, 1);
      assertThat(answers).hasSize(1).noneMatch(Enqueued.Duplicate.class::isInstance);
    }
  }

  /// Runs the source until it has told so many events and looked through the folder once more.
  private static void run(
      Path folder, SourceStateStore state, Stores stores, List<Enqueued> answers, int events)
      throws InterruptedException {
    var settings =
        new FolderBucketSettings(
            "trigger",
            folder,
            new FolderBucketSettings.Bucket("bucket", "us-east-1", "000000000000", "trigger"),
            FolderBucketSettings.Filter.ALL,
            FolderBucketSettings.Names.DEFAULT,
            new FolderBucketSettings.Timing(Duration.ZERO, Duration.ofMillis(50), 1_000));
    AtomicReference<@Nullable FolderBucketSource> running = new AtomicReference<>();
    var source =
        new FolderBucketSource(
            settings,
            state,
            (_, _) -> {
              FolderBucketSource self = running.get();
              if (answers.size() >= events && self != null) {
                self.close();
              }
            },
            InstantSource.system());
    running.set(source);
    EventSink sink =
        told -> {
          Event event = told.getFirst();
          String requestId = UUID.randomUUID().toString();
          answers.add(
              stores
                  .queue()
                  .enqueue(
                      new NewInvocation(
                          requestId,
                          FunctionTarget.latest("f"),
                          event.payload(),
                          "trigger",
                          event.dedupKey(),
                          0,
                          0),
                      false));
          return new EventSink.Acceptance.Accepted(
              List.of(new EventSink.Receipt(requestId, false)));
        };
    source.run(sink);
  }

  /// The real store, but the process ends before files are saved.
  private record BrokenState(SourceStateStore real) implements SourceStateStore {
    @Override
    public SequencedMap<String, String> part(
        String triggerId, String from, boolean inclusive, int limit) {
      return real.part(triggerId, from, inclusive, limit);
    }

    @Override
    public Map<String, String> load(String triggerId) {
      return real.load(triggerId);
    }

    @Override
    public void save(String triggerId, Map<String, String> changes) {
      if (changes.keySet().stream().anyMatch(key -> key.startsWith("f:"))) {
        throw new IllegalStateException("stopped before it was remembered");
      }
      real.save(triggerId, changes);
    }

    @Override
    public void clear(String triggerId) {
      real.clear(triggerId);
    }
  }
}
