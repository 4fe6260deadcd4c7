package dev.tripline.dispatcher.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.tripline.dispatcher.TriplineApplication;
import dev.tripline.dispatcher.scenario.TriggerApp;
import dev.tripline.spi.invocation.Milestone;
import dev.tripline.store.Stores;
import dev.tripline.store.engine.StoreRefusedException;
import dev.tripline.store.engine.StoreSettings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

/// Starts that are refused, and their last words.
@ExtendWith(OutputCaptureExtension.class)
class RefusedStartTest {
  @TempDir Path directory;

  @Test
  void unknown_setting_ends_the_start_before_anything_is_touched(CapturedOutput output) {
    assertThat(start("--tripline.nonsense=1", "--tripline.retry.atempts=3"))
        .isInstanceOf(UnknownSettingException.class);
    assertThat(output)
        .contains("APPLICATION FAILED TO START")
        .contains("tripline.nonsense (command line) is no setting: did you mean tripline.")
        .contains(
            "tripline.retry.atempts (command line) is no setting: did you mean"
                + " tripline.retry.attempts?")
        .contains("docs/settings.md")
        .doesNotContain("\tat ");
    assertThat(directory.resolve("data")).doesNotExist();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--server.address=0.0.0.0 | server.address is 0.0.0.0 | 127.0.0.1 (server.address)",
        "--server.address=:: | server.address is :: | 127.0.0.1 (server.address)",
        "--management.server.port=9999 | management.server.port is 9999 | Leave"
            + " management.server.port out: "
      })
  void address_without_access_control_is_refused(
      String setting, String reason, String remedy, CapturedOutput output) {
    String mode = setting.contains("management") ? "required" : "off";
    assertThat(start(setting, "--tripline.access.mode=" + mode))
        .isInstanceOf(UnprotectedAddressException.class);
    assertThat(output)
        .contains("APPLICATION FAILED TO START")
        .contains(reason)
        .contains(remedy.strip())
        .contains("docs/security.md")
        .doesNotContain("\tat ");
    assertThat(directory.resolve("data")).doesNotExist();
  }

  /// In every way in which it can be written, as in a file of variables.
  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '"',
      value = {"o-f-f, 0.0.0.0", "\"OFF \", 0.0.0.0", "false, 0.0.0.0", "off, \"\"", "off, \" \""})
  void spelling_does_not_open_an_address(String mode, String address) {
    assertThat(start("--server.address=" + address, "--tripline.access.mode=" + mode))
        .isInstanceOf(UnprotectedAddressException.class);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "delivery.grow-after=soon | tripline.delivery.grow-after is 'soon' (command line)"
            + " | It must be a duration such as 500ms, 30s or 5m.",
        "parking.max-size=1XB | tripline.parking.max-size is '1XB' (command line)"
            + " | It must be a size such as 512KB or 64MB.",
        "sqs.max-concurrency=many | tripline.sqs.max-concurrency is 'many' (command line)"
            + " | It must be a whole number.",
        "store.engine=oracle | tripline.store.engine is 'oracle' (command line)"
            + " | It must be one of sqlite, postgresql.",
        "breaker.failures=0 | tripline.breaker: failures ≥ 1 | tripline.breaker.failures is '0'",
        "retry.attempts=-1 | tripline.retry: attempts ≥ 0 | tripline.retry.attempts is '-1'",
        "store.engine=postgresql | tripline.store.url must be jdbc:postgresql:"
            + " | tripline.store.engine is 'postgresql' (command line)",
        "connections.shop.username=me | each connection needs a uri"
            + " | tripline.connections.shop.username is 'me' (command line)",
        "connections.shop.password=word | password is set (its value is not shown)"
            + " | It must be a reference to a secret",
        "aws.endpoints.sqss=http://h | tripline.aws.endpoints.sqss: only dynamodb"
            + " | tripline.aws.endpoints.sqss is 'http://h' (command line)",
        "workers.variables=AWS_REGION=x | tripline.workers.variables: AWS_REGION is set by the"
            + " runtime | tripline.workers.variables is set (its value is not shown)",
        "workers.variables=API_KEY | tripline.workers.variables: each is NAME=VALUE"
            + " | unlike 'API_KEY'",
        "traces.endpoint=collector | tripline.traces.endpoint must be an http or https URL"
            + " | tripline.traces.endpoint is 'collector'",
        "traces.share=2 | tripline.traces.share must be from 0 to 1, not 2.0"
            + " | tripline.traces.share is '2'",
        "traces.page=javascript:{traceId} | tripline.traces.page must be an http or https URL"
            + " | tripline.traces.page is 'javascript:{traceId}'",
        "aws.access-key-id=a --tripline.aws.secret-access-key=env:TRIPLINE_UNSET |"
            + " tripline.aws.secret-access-key: the secret env:TRIPLINE_UNSET is not set |"
            + " tripline.aws.secret-access-key is set (its value is not shown) (command line)",
        "aws.access-key-id=a --tripline.aws.secret-access-key=file:/nowhere/key |"
            + " tripline.aws.secret-access-key: the secret file:/nowhere/key cannot be read |"
            + " tripline.aws.access-key-id is set",
        "connections.shop.uri=amqp://h --tripline.connections.shop.password=env:TRIPLINE_UNSET |"
            + " tripline.connections.shop.password: the secret env:TRIPLINE_UNSET is not set |"
            + " tripline.connections.shop.password is set (its value is not shown)",
        "region=here | tripline.region must look like us-east-1 | tripline.region is 'here'"
      })
  void wrong_value_ends_the_start(String setting, String said, String also, CapturedOutput output) {
    assertThat(start(("--tripline." + setting).split(" "))).isInstanceOf(BindException.class);
    assertThat(output)
        .contains("APPLICATION FAILED TO START")
        .contains(said)
        .contains(also)
        .contains("docs/settings.md")
        .doesNotContain("BeanCreationException", "\tat ");
    assertThat(directory.resolve("data")).doesNotExist();
  }

  @Test
  void damaged_store_ends_the_start_in_three_lines(CapturedOutput output) throws Exception {
    Path store = Files.createDirectories(directory.resolve("data")).resolve("store.db");
    Files.writeString(store, "This is a letter to my aunt, and no database.\n".repeat(100));
    assertThat(start()).hasRootCauseInstanceOf(StoreRefusedException.class);
    assertRefused(
        output, "The store " + store + " is damaged:", "nothing in it was changed.", "Restore it");
  }

  @Test
  void store_without_its_log_ends_the_start(CapturedOutput output) throws Exception {
    Path store = Files.createDirectories(directory.resolve("data")).resolve("store.db");
    try (Stores stores =
        Stores.open(StoreSettings.sqlite(store), InstantSource.system(), Milestone.Listener.NONE)) {
      Path killed = Files.createDirectories(directory.resolve("killed"));
      assertThat(stores.outage()).isEmpty();
      TriggerApp.await(() -> isNoted(store), "the log to be noted");
      for (String file : List.of("store.db", "store.db.lock")) {
        Files.copy(store.resolveSibling(file), killed.resolve(file));
      }
      assertThat(start("--tripline.data-directory=" + killed))
          .hasRootCauseInstanceOf(StoreRefusedException.class);
    }
    assertRefused(output, "is damaged:", "store.db-wal is missing", "Bring the log back");
  }

  @Test
  void unreachable_postgresql_ends_the_start(CapturedOutput output) {
    assertThat(
            start(
                "--tripline.store.engine=postgresql",
                "--tripline.store.url=jdbc:postgresql://127.0.0.1:1/none"))
        .isNotNull();
    assertRefused(
        output,
        "PostgreSQL jdbc:postgresql://127.0.0.1:1/none as tripline cannot be opened:",
        "refused",
        "Start it, or correct tripline.store.url");
  }

  @Test
  void data_directory_that_is_a_file_ends_the_start(CapturedOutput output) throws Exception {
    Files.writeString(directory.resolve("data"), "no directory");
    assertThat(start()).isNotNull();
    assertRefused(output, "/data", "", "tripline.data-directory");
  }

  @Test
  void place_of_packages_that_is_a_file_ends_the_start(CapturedOutput output) throws Exception {
    Files.createDirectories(directory.resolve("data"));
    Files.writeString(directory.resolve("data/packages"), "no directory");
    assertThat(start()).isNotNull();
    assertRefused(output, "/data/packages cannot be used:", "it is no directory", "Make it usable");
  }

  @Test
  void port_in_use_ends_the_start(CapturedOutput output) throws Exception {
    try (ServerSocket busy = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      assertThat(start("--server.port=" + busy.getLocalPort())).isNotNull();
      assertRefused(
          output, "Port " + busy.getLocalPort() + " was already in use", "", "another port");
    }
  }

  private static boolean isNoted(Path store) {
    try {
      return Files.readString(store.resolveSibling("store.db.lock")).contains("\nlog ");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// What, why and what to do, and nothing of our insides.
  private static void assertRefused(
      CapturedOutput output, String refused, String reason, String remedy) {
    assertThat(output).containsSubsequence("APPLICATION FAILED TO START", refused, reason, remedy);
    assertThat(output).doesNotContain("\tat ", "BeanCreationException", "UnsatisfiedDependency");
    assertThat(
            output
                .getAll()
                .lines()
                .filter(line -> !line.contains(" INFO "))
                .filter(line -> !line.contains("TempDirectory")))
        .hasSizeLessThan(20);
  }

  private Throwable start(String... settings) {
    List<String> arguments = new ArrayList<>();
    arguments.addAll(List.of(settings));
    if (!String.join(" ", settings).contains("--server.port")) {
      arguments.add("--server.port=0");
    }
    if (!String.join(" ", settings).contains("--tripline.data-directory")) {
      arguments.add("--tripline.data-directory=" + directory.resolve("data"));
    }
    return catchThrowable(
        () -> SpringApplication.run(TriplineApplication.class, arguments.toArray(String[]::new)));
  }
}
