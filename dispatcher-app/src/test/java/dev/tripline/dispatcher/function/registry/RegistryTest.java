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
    first.create(function);
    assertThat(second.function("f")).isNull();

    second.refresh();

    assertThat(second.function("f")).isEqualTo(function);
  }

  @Test
  void a_deletion_is_seen_and_the_name_can_be_used_again() {
    first.create(function("f"));
    second.refresh();
    first.changeFunction("f", _ -> null);
    second.refresh();
    assertThat(second.function("f")).isNull();

    assertThat(second.create(function("f"))).isTrue();
    first.refresh();
    assertThat(first.function("f")).isNotNull();
  }

  @Test
  void a_change_on_old_knowledge_is_made_again_on_the_newest_state() {
    first.create(function("f"));
    second.refresh();
    first.changeFunction("f", f -> Objects.requireNonNull(f).withReservedConcurrency(5));

    PackageFunction changed =
        second.changeFunction("f", f -> Objects.requireNonNull(f).withTags(Map.of("x", "y")));

    assertThat(Objects.requireNonNull(changed).reservedConcurrency()).isEqualTo(5);
    assertThat(changed.tags()).containsEntry("x", "y");
  }

  @Test
  void name_is_taken_for_functions_of_every_kind_on_every_node() {
    assertThat(first.create(endpoint("f"))).isTrue();

    assertThat(second.create(function("f"))).isFalse();
    assertThat(second.create(endpoint("f"))).isFalse();
    assertThat(first.create(function("f"))).isFalse();
    assertThat(second.find("f")).isEqualTo(endpoint("f"));
    assertThat(second.function("f")).isNull();
    assertThat(second.functions()).isEmpty();
  }

  @Test
  void name_of_a_deleted_function_is_free_for_the_other_kind() {
    first.create(function("f"));
    second.refresh();
    first.changeFunction("f", _ -> null);

    assertThat(second.create(endpoint("f"))).isTrue();

    first.refresh();
    assertThat(first.find("f")).isEqualTo(endpoint("f"));
  }

  @Test
  void layer_may_have_the_name_of_a_function() {
    first.create(function("f"));
    first.changeLayer("f", _ -> new Layer("f", 1, List.of()));
    second.refresh();

    assertThat(second.function("f")).isNotNull();
    assertThat(second.layer("f")).isPresent();
  }

  @Test
  void change_of_a_package_function_leaves_an_endpoint_alone() {
    first.create(endpoint("f"));

    assertThat(first.changeFunction("f", current -> current)).isNull();
    assertThatThrownBy(() -> first.changeFunction("f", _ -> function("f")))
        .isInstanceOf(IllegalStateException.class);

    assertThat(first.find("f")).isEqualTo(endpoint("f"));
  }

  @Test
  void replacement_of_an_old_state_is_refused_and_the_newest_is_known_then() {
    first.create(endpoint("f"));
    second.refresh();
    Endpoint before = endpoint("f");
    Endpoint changed = new Endpoint("f", "http://other/", null, null, null, null, null, null, null);
    assertThat(first.replace(before, changed)).isTrue();

    assertThat(second.replace(before, null)).isFalse();
    assertThat(second.find("f")).isEqualTo(changed);
    assertThat(second.replace(changed, null)).isTrue();

    first.refresh();
    assertThat(first.find("f")).isNull();
  }

  @Test
  void document_of_a_kind_that_only_a_newer_version_knows_keeps_its_name() {
    Stores opened = Objects.requireNonNull(stores);
    RegistryStore store = new JdbcRegistryStore(opened.reader(), opened.writer());
    store.write(
        new RegistryStore.Key("function", "f"), 0, new RegistryStore.Content("balloon", "{}"));

    assertThat(first.create(endpoint("f"))).isFalse();
    assertThat(first.find("f")).isNull();
  }

  @Test
  void a_refused_change_changes_nothing() {
    PackageFunction created = function("f");
    first.create(created);

    assertThatThrownBy(() ->
            first.changeFunction(
                "f",
                _ -> {
                  throw new IllegalStateException("no");
                }))
        .hasMessage("no");

    assertThat(first.function("f")).isEqualTo(created);
  }

  @Test
  void listeners_hear_of_changes_by_every_node() {
    List<String> heard = new ArrayList<>();
    second.listen((before, after) ->
        heard.add((before == null ? "-" : "f") + " to " + (after == null ? "-" : "f")));
    first.create(function("f"));
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

  private static Endpoint endpoint(String name) {
    return new Endpoint(name, "http://127.0.0.1/", null, null, null, null, null, null, null);
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
            FunctionSettings.Logging.TEXT,
            null,
            null,
            null,
            null);
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
    public long write(Key key, long expected, @Nullable Content content) {
      throw new IllegalStateException("not open");
    }
  }
}
