package dev.tripline.dispatcher.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.tripline.dispatcher.TriplineApplication;
import java.nio.file.Path;
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

/// Starts that end at a wrong setting, and their last words.
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
        "region=here | tripline.region must look like us-east-1 | tripline.region is 'here'"
      })
  void wrong_value_ends_the_start(String setting, String said, String also, CapturedOutput output) {
    assertThat(start("--tripline." + setting)).isInstanceOf(BindException.class);
    assertThat(output)
        .contains("APPLICATION FAILED TO START")
        .contains(said)
        .contains(also)
        .contains("docs/settings.md")
        .doesNotContain("BeanCreationException", "\tat ");
    assertThat(directory.resolve("data")).doesNotExist();
  }

  private Throwable start(String... settings) {
    List<String> arguments = new ArrayList<>(List.of(settings));
    arguments.add("--server.port=0");
    arguments.add("--tripline.data-directory=" + directory.resolve("data"));
    return catchThrowable(
        () -> SpringApplication.run(TriplineApplication.class, arguments.toArray(String[]::new)));
  }
}
