package dev.tripline.dispatcher.function;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tripline.delivery.Functions;
import dev.tripline.dispatcher.account.AccountSettings;
import dev.tripline.dispatcher.function.registry.Endpoint;
import dev.tripline.dispatcher.function.registry.FunctionVersion;
import dev.tripline.dispatcher.function.registry.JdbcRegistryStore;
import dev.tripline.dispatcher.function.registry.PackageFunction;
import dev.tripline.dispatcher.function.registry.Registry;
import dev.tripline.dispatcher.settings.BoundSettings;
import dev.tripline.retry.RetryRules;
import dev.tripline.spi.invocation.FunctionTarget;
import dev.tripline.spi.invocation.Milestone;
import dev.tripline.store.Stores;
import dev.tripline.store.engine.StoreSettings;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What one of two nodes registers, as the other one sees it before it looks by itself.
class NodesOnOneRegistryTest {
  @TempDir Path directory;
  private Stores stores;
  private Node first;
  private Node second;

  private record Node(Registry registry, Functions functions) {}

  @BeforeEach
  void open() {
    stores =
        Stores.open(
            StoreSettings.sqlite(directory.resolve("store.db")),
            InstantSource.system(),
            Milestone.Listener.NONE);
    first = node();
    second = node();
  }

  @AfterEach
  void close() throws IOException {
    stores.close();
  }

  @Test
  void package_function_of_another_node_exists_at_once() {
    first.registry().create(function("new"));

    assertThat(second.functions().exists(FunctionTarget.latest("new"))).isFalse();
    assertThat(second.functions().existsAnywhere(FunctionTarget.latest("new"))).isTrue();
  }

  @Test
  void version_that_another_node_published_exists_at_once() {
    first.registry().create(function("f"));
    second.functions().refresh();
    FunctionTarget one = new FunctionTarget("f", "1");
    assertThat(second.functions().existsAnywhere(one)).isFalse();

    first
        .registry()
        .changeFunction("f", _ -> function("f").withPublished(SampleVersions.version("1", "role")));

    assertThat(second.functions().existsAnywhere(one)).isTrue();
  }

  @Test
  void endpoint_of_another_node_exists_at_once() {
    first.registry().create(endpoint("new"));

    assertThat(second.functions().exists(FunctionTarget.latest("new"))).isFalse();
    assertThat(second.functions().existsAnywhere(FunctionTarget.latest("new"))).isTrue();
  }

  @Test
  void what_no_node_registered_exists_nowhere() {
    assertThat(second.functions().existsAnywhere(FunctionTarget.latest("nobody"))).isFalse();
  }

  private Node node() {
    Registry registry = new Registry(new JdbcRegistryStore(stores.reader(), stores.writer()));
    ConcurrencyLimits limits = new ConcurrencyLimits(BoundSettings.of(LimitSettings.class));
    AccountSettings account = new AccountSettings("000000000000", "us-east-1");
    return new Node(registry, new FunctionDirectory(registry, account, limits, RetryRules.AWS));
  }

  private static Endpoint endpoint(String name) {
    return new Endpoint(name, "http://127.0.0.1/", null, null, null, null, null, null, null);
  }

  private static PackageFunction function(String name) {
    return PackageFunction.create(name, SampleVersions.version(FunctionVersion.LATEST, "role"));
  }
}
