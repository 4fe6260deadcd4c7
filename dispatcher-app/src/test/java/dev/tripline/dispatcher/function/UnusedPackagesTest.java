package dev.tripline.dispatcher.function;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tripline.dispatcher.TriplineApplication;
import dev.tripline.dispatcher.function.packaged.UnusedPackages;
import dev.tripline.dispatcher.function.registry.JdbcRegistryStore;
import dev.tripline.dispatcher.scenario.TriggerApp;
import dev.tripline.spi.store.BlobStore;
import dev.tripline.store.Stores;
import dev.tripline.testkit.server.DispatcherClient;
import dev.tripline.testkit.server.FunctionPackage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;

/// Zips in the store after functions and layers were made, changed and deleted.
class UnusedPackagesTest {
  @TempDir Path data;

  @Test
  void only_packages_that_something_names_stay() throws Exception {
    try (ConfigurableApplicationContext app =
        SpringApplication.run(
            TriplineApplication.class, "--server.port=0", "--tripline.data-directory=" + data)) {
      URI endpoint =
          URI.create(
              "http://127.0.0.1:" + app.getEnvironment().getRequiredProperty("local.server.port"));
      try (DispatcherClient client = new DispatcherClient(endpoint)) {
        for (int i = 0; i < 6; i++) {
          client.deploy(python("gone", i));
          client.send("DELETE", "/2015-03-31/functions/gone", "").orThrow();
        }
        client.deploy(python("kept", 10));
        client.send("POST", "/2015-03-31/functions/kept/versions", "{}").orThrow();
        update(client, python("kept", 11));
        update(client, python("kept", 12));
        layer(client, python("layer", 20));
        assertThat(blobs()).isEqualTo(10);
        Stores stores = app.getBean(Stores.class);
        try (UnusedPackages _ =
            new UnusedPackages(
                new JdbcRegistryStore(stores.reader(), stores.writer()),
                app.getBean(BlobStore.class),
                Duration.ofMillis(1))) {
          TriggerApp.await(() -> blobs() == 3, "the latest, the published and the layer's zip");
          assertThat(client.invoke("kept", "{}").orThrow()).isEqualTo("12");
          assertThat(client.invoke("kept:1", "{}").orThrow()).isEqualTo("10");
          client.send("DELETE", "/2015-03-31/functions/kept", "").orThrow();
          TriggerApp.await(() -> blobs() == 1, "the layer's zip alone");
        }
      }
    }
  }

  private long blobs() {
    try (Stream<Path> files = Files.list(data.resolve("blobs"))) {
      return files.count();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static FunctionPackage python(String name, int number) {
    return FunctionPackage.python(
        name, "def handler(event, context):\n    return " + number + "\n", Map.of());
  }

  private static void update(DispatcherClient client, FunctionPackage function)
      throws InterruptedException {
    String path = "/2015-03-31/functions/" + function.name();
    String zip = Base64.getEncoder().encodeToString(function.zip());
    client.send("PUT", path + "/code", "{\"ZipFile\":\"" + zip + "\"}").orThrow();
    TriggerApp.await(
        () -> {
          try {
            return client
                .send("GET", path + "/configuration", "")
                .orThrow()
                .replace(" ", "")
                .contains("\"LastUpdateStatus\":\"Successful\"");
          } catch (InterruptedException e) {
            throw new AssertionError(e);
          }
        },
        "the update");
  }

  private static void layer(DispatcherClient client, FunctionPackage content)
      throws InterruptedException {
    String zip = Base64.getEncoder().encodeToString(content.zip());
    client
        .send(
            "POST",
            "/2018-10-31/layers/shared/versions",
            "{\"Content\":{\"ZipFile\":\"" + zip + "\"}}")
        .orThrow();
  }
}
