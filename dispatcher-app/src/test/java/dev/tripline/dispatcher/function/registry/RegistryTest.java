package dev.tripline.dispatcher.function.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tripline.dispatcher.function.registry.FunctionVersion.Status;
import dev.tripline.spi.invocation.Milestone;
import dev.tripline.store.Stores;
import dev.tripline.store.engine.StoreSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RegistryTest {
  @TempDir @Nullable Path directory;
  private @Nullable Stores stores;
  private Registry first = new Registry(new Unused());
  private Registry second = new Registry(new Unused());

  @BeforeEach
  void open() {
    Path file = Objects.requireNonNull(directory).resolve("store.db");
    Stores opened =
        Stores.open(
            new StoreSettings(
                new StoreSettings.Sqlite(file), Duration.ofSeconds(30), Duration.ofDays(1), 0),
            InstantSource.system(),
            Milestone.Listener.NONE);
    stores = opened;
    first = new Registry(new JdbcRegistryStore(opened.reader(), opened.writer()));
    second = new Registry(new JdbcRegistryStore(opened.reader(), opened.writer()));
  }

  @AfterEach
  void close() {
    Objects.requireNonNull(stores).close();
  }

  @Test
  void what_one_node_registers_another_sees_after_a_refresh() {
    PackageFunction function = function("f").withTags(Map.of("a", "b"));
    first.changeFunction("f", _ -> function);
    assertThat(second.function("f")).isNull();

    second.refresh();

    assertThat(second.function("f")).isEqualTo(function);
  }

  @Test
  void a_deletion_is_seen_and_the_name_can_be_used_again() {
    first.changeFunction("f", _ -> function("f"));
    second.refresh();
    first.changeFunction("f", _ -> null);
    second.refresh();
    assertThat(second.function("f")).isNull();

    second.changeFunction("f", current -> current == null ? function("f") : null);
    first.refresh();
    assertThat(first.function("f")).isNotNull();
  }

  @Test
  void a_change_on_old_knowledge_is_made_again_on_the_newest_state() {
    first.changeFunction("f", _ -> function("f"));
    second.refresh();
    first.changeFunction("f", f -> Objects.requireNonNull(f).withReservedConcurrency(5));

    PackageFunction changed =
        second.changeFunction("f", f -> Objects.requireNonNull(f).withTags(Map.of("x", "y")));

    assertThat(Objects.requireNonNull(changed).reservedConcurrency()).isEqualTo(5);
    assertThat(changed.tags()).containsEntry("x", "y");
  }

  @Test
  void a_refused_change_changes_nothing() {
    first.changeFunction("f", _ -> function("f"));

    assertThatThrownBy(() ->
            first.changeFunction(
                "f",
                _ -> {
                  throw new IllegalStateException("no");
                }))
        .hasMessage("no");

    assertThat(first.function("f")).isEqualTo(function("f"));
  }

  @Test
  void listeners_hear_of_changes_by_every_node() {
    List<String> heard = new ArrayList<>();
    second.listen((before, after) ->
        heard.add((before == null ? "-" : "f") + " to " + (after == null ? "-" : "f")));
    first.changeFunction("f", _ -> function("f"));
    second.refresh();
    first.changeFunction("f", _ -> null);
    second.refresh();

    assertThat(heard).containsExactly("- to f", "f to -");
  }

  @Test
  void layer_numbers_are_never_used_twice() {
    Layer layer = new Layer("l", 1, List.of());
    Layer one = layer.with(version(1)).with(version(2)).without(2).without(1);

    assertThat(one.versions()).isEmpty();
    assertThat(one.nextVersion()).isEqualTo(3);
  }

  private static Layer.Version version(int number) {
    return new Layer.Version(number, "", Instant.EPOCH, "00", 1, null, null, null, null);
  }

  private static PackageFunction function(String name) {
    FunctionSettings settings =
        new FunctionSettings(
            "role",
            "python3.12",
            "index.handler",
            3,
            128,
            512,
            Map.of("K", "V"),
            List.of("x86_64"),
            List.of(new FunctionSettings.LayerUse("arn", "00", 7)),
            null,
            FunctionSettings.Logging.TEXT);
    return PackageFunction.create(
        name,
        new FunctionVersion(
            FunctionVersion.LATEST,
            "",
            settings,
            new FunctionVersion.Code("00", 1),
            Status.READY,
            "revision",
            Instant.EPOCH,
            "key"));
  }

  /// Stands there until a test opens the store.
  private record Unused() implements RegistryStore {
    @Override
    public List<Entry> changedSince(long after) {
      return List.of();
    }

    @Override
    public long write(String kind, String name, long expected, @Nullable String document) {
      throw new IllegalStateException("not open");
    }
  }
}
