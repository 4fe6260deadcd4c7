package dev.tripline.cli.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KeysTest {
  @TempDir Path files;

  @Test
  void an_option_goes_before_variables_and_these_before_the_usual_address() {
    Keys none = Keys.of(Map.of(), null);
    assertThat(none.endpoint(null)).hasToString("http://127.0.0.1:9000");
    assertThat(none.token()).isNull();
    assertThat(none.accessKey()).isNull();
    assertThat(none.region()).isEqualTo("us-east-1");
    Keys lambda = Keys.of(Map.of("AWS_ENDPOINT_URL_LAMBDA", "http://a:1"), null);
    assertThat(lambda.endpoint(null)).hasToString("http://a:1");
    Keys own =
        Keys.of(
            Map.of("AWS_ENDPOINT_URL_LAMBDA", "http://a:1", "TRIPLINE_ENDPOINT", "https://b"),
            null);
    assertThat(own.endpoint(null)).hasToString("https://b");
    assertThat(own.endpoint("http://[::1]:9000")).hasToString("http://[::1]:9000");
  }

  @Test
  void a_file_takes_the_place_of_all_keys_of_the_environment() throws IOException {
    Path file = files.resolve("keys.env");
    Files.writeString(
        file,
        """
        # The first admin.
        export AWS_ACCESS_KEY_ID=AKIA1
        export AWS_SECRET_ACCESS_KEY='se=cret'
        AWS_DEFAULT_REGION="eu-central-1"
        export AWS_ENDPOINT_URL_LAMBDA=http://c:9000
        export ADMIN_TOKEN=token
        """);
    Map<String, String> environment =
        Map.of("AWS_SESSION_TOKEN", "of another", "TRIPLINE_TOKEN", "other", "AWS_REGION", "x");
    Keys keys = Keys.of(environment, file);
    assertThat(keys.token()).isEqualTo("token");
    assertThat(keys.region()).isEqualTo("eu-central-1");
    assertThat(keys.endpoint(null)).hasToString("http://c:9000");
    var key = Objects.requireNonNull(keys.accessKey());
    assertThat(key.id()).isEqualTo("AKIA1");
    assertThat(key.secret()).isEqualTo("se=cret");
    assertThat(key.sessionToken()).isNull();
  }

  @Test
  void a_file_without_keys_and_half_a_key_are_refused() throws IOException {
    Path file = Files.writeString(files.resolve("empty.env"), "PATH=/bin\n");
    assertThatThrownBy(() -> Keys.of(Map.of(), file))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("has neither");
    Keys half = Keys.of(Map.of("AWS_ACCESS_KEY_ID", "AKIA1"), null);
    assertThatThrownBy(half::accessKey)
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("AWS_SECRET_ACCESS_KEY");
    Keys broken = Keys.of(Map.of("ADMIN_TOKEN", "one\ntwo", "TRIPLINE_ENDPOINT", " "), null);
    assertThat(broken.endpoint(null)).hasToString(Keys.DEFAULT_ENDPOINT);
    assertThatThrownBy(broken::token)
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("ADMIN_TOKEN");
  }

  @Test
  void times_are_typed_as_such_or_as_ages() {
    Instant now = Instant.parse("2026-01-31T12:00:00Z");
    assertThat(Times.at("90s", () -> now)).isEqualTo("2026-01-31T11:58:30Z");
    assertThat(Times.at("2d", () -> now)).isEqualTo("2026-01-29T12:00:00Z");
    assertThat(Times.at("2026-01-01T00:00:00Z", () -> now)).isEqualTo("2026-01-01T00:00:00Z");
    assertThatThrownBy(() -> Times.at("5 m", () -> now)).isInstanceOf(UsageException.class);
    assertThat(Times.words(Duration.ofSeconds(843))).isEqualTo("14 min 3 s");
    assertThat(Times.words(Duration.ofHours(50))).isEqualTo("2 d 2 h");
  }
}
