package dev.tripline.dispatcher.start;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;

class GeneratedBeansTest {
  private static boolean isAsBuilt(Map<String, Object> arguments, Map<String, Object> variables) {
    StandardEnvironment environment = new StandardEnvironment();
    environment
        .getPropertySources()
        .forEach(source -> environment.getPropertySources().remove(source.getName()));
    environment.getPropertySources().addLast(new MapPropertySource("commandLineArgs", arguments));
    environment
        .getPropertySources()
        .addLast(
            new SystemEnvironmentPropertySource(
                StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME, variables));
    return GeneratedBeans.isAsBuilt(environment);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "tripline.http.hosts",
        "server.port",
        "server.address",
        "server.ssl.certificate",
        "logging.level.root",
        "spring.config.import",
        "spring.lifecycle.timeout-per-shutdown-phase"
      })
  void settings_without_conditions_leave_the_beans_as_they_are(String name) {
    assertThat(isAsBuilt(Map.of(name, "x"), Map.of())).isTrue();
    assertThat(isAsBuilt(Map.of(), Map.of(variable(name), "x"))).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "management.server.port",
        "management.otlp.metrics.export.url",
        "server.forward-headers-strategy",
        "spring.profiles.active",
        "spring.threads.virtual.enabled"
      })
  void settings_with_conditions_have_the_beans_found_anew(String name) {
    assertThat(isAsBuilt(Map.of(name, "x"), Map.of())).isFalse();
    assertThat(isAsBuilt(Map.of(), Map.of(variable(name), "x"))).isFalse();
  }

  @Test
  void nothing_set_is_as_built() {
    assertThat(isAsBuilt(Map.of(), Map.of("PATH", "/bin"))).isTrue();
  }

  private static String variable(String name) {
    return name.replace("-", "").replace('.', '_').toUpperCase(Locale.ROOT);
  }
}
