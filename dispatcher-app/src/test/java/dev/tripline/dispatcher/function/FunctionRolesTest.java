package dev.tripline.dispatcher.function;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tripline.dispatcher.account.AccountSettings;
import dev.tripline.dispatcher.function.registry.FunctionVersion;
import dev.tripline.dispatcher.function.registry.JdbcRegistryStore;
import dev.tripline.dispatcher.function.registry.PackageFunction;
import dev.tripline.dispatcher.function.registry.Registry;
import dev.tripline.spi.invocation.FunctionTarget;
import dev.tripline.spi.invocation.Milestone;
import dev.tripline.store.Stores;
import dev.tripline.store.engine.StoreSettings;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FunctionRolesTest {
  private static final String READER = "arn:aws:iam::000000000000:role/service/reader";
  private static final String WRITER = "arn:aws:iam::000000000000:role/writer";

  @TempDir Path directory;

  @Test
  void role_is_that_of_the_version_as_it_is_now() {
    try (Stores stores =
        Stores.open(
            StoreSettings.sqlite(directory.resolve("store.db")),
            InstantSource.system(),
            Milestone.Listener.NONE)) {
      Registry registry = new Registry(new JdbcRegistryStore(stores.reader(), stores.writer()));
      var roles = new FunctionRoles(registry, new AccountSettings("000000000000", "us-east-1"));
      FunctionTarget target = FunctionTarget.latest("orders");
      assertThat(roles.of(target)).isEqualTo("arn:aws:iam::000000000000:role/orders");
      registry.create(
          PackageFunction.create("orders", SampleVersions.version(FunctionVersion.LATEST, READER))
              .withPublished(SampleVersions.version("1", READER)));
      assertThat(roles.of(target)).isEqualTo(READER);
      registry.changeFunction(
          "orders",
          before ->
              Objects.requireNonNull(before)
                  .withLatest(SampleVersions.version(FunctionVersion.LATEST, WRITER)));
      assertThat(roles.of(target)).isEqualTo(WRITER);
      assertThat(roles.of(new FunctionTarget("orders", "1"))).isEqualTo(READER);
    }
  }
}
