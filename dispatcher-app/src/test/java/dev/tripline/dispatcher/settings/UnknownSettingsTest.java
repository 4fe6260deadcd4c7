package dev.tripline.dispatcher.settings;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.SimpleCommandLinePropertySource;
import org.springframework.core.env.SystemEnvironmentPropertySource;

/// Names that nobody knows, and the ones that were meant.
class UnknownSettingsTest {
  private static final UnknownSettings CHECK =
      new UnknownSettings(
          SettingsOfTheDispatcher.catalogue().settings(), List.of("TRIPLINE_SECRET_", "SHOP_"));

  @ParameterizedTest
  @CsvSource({
    "tripline.delivery.concurency-per-function, tripline.delivery.concurrency-per-function",
    "tripline.triggrs.max-backoff, tripline.triggers.max-backoff",
    "tripline.conections.shop.uri, tripline.connections.shop.uri",
    "tripline.connections.shop.usrname, tripline.connections.shop.username",
    "tripline.aws.endpoint.sqs, tripline.aws.endpoints.sqs",
    "tripline.endpoints.circuit.windows, tripline.endpoints.circuit.window",
    "tripline.delivery.grow-after.at, tripline.delivery.grow-after",
    "tripline.retry.attempts[0], tripline.retry.attempts",
    "tripline.datadir, tripline.data-directory"
  })
  void unknown_name_is_told_with_the_nearest_one(String written, String meant) {
    assertThat(CHECK.in(BoundSettings.environment(Map.of(written, "1"))))
        .containsExactly(new UnknownSettings.Unknown(written, "test", meant, false));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "tripline.delivery.grow-after",
        "tripline.delivery.growAfter",
        "tripline.delivery.grow_after",
        "TRIPLINE.delivery.growafter",
        "tripline.connections.Some-Broker.uri",
        "tripline.connections[some.broker].uri",
        "tripline.endpoints.allow",
        "tripline.endpoints.allow[3]",
        "server.port",
        "triplines.own"
      })
  void known_name_is_known_in_each_spelling(String name) {
    assertThat(CHECK.in(BoundSettings.environment(Map.of(name, "1")))).isEmpty();
  }

  @Test
  void empty_map_is_no_unknown_setting() {
    assertThat(CHECK.in(BoundSettings.environment(Map.of("tripline.connections", "")))).isEmpty();
    assertThat(CHECK.in(BoundSettings.environment(Map.of("tripline.connections", "shop"))))
        .hasSize(1);
  }

  @ParameterizedTest
  @CsvSource({
    "TRIPLINE_DELIVERY_CONCURENCY_PER_FUNCTION, TRIPLINE_DELIVERY_CONCURRENCY_PER_FUNCTION",
    "TRIPLINE_STOR_URL, TRIPLINE_STORE_URL",
    "TRIPLINE_STORE_PASWORD, TRIPLINE_STORE_PASSWORD"
  })
  void unknown_variable_is_told_with_the_nearest_one(String written, String meant) {
    assertThat(CHECK.in(variables(written)))
        .containsExactly(new UnknownSettings.Unknown(written, "environment", meant, false));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "TRIPLINE_DATA_DIRECTORY",
        "TRIPLINE_DATADIRECTORY",
        "TRIPLINE_CONNECTIONS_SOME_BROKER_URI",
        "TRIPLINE_ENDPOINTS_ALLOW_0",
        "TRIPLINE_SECRET_BILLING",
        "TRIPLINE_SECRETS_KEY_FILE",
        "TRIPLINE_SERVICE_HOST",
        "TRIPLINE_PORT",
        "TRIPLINE_PORT_9000_TCP_ADDR",
        "TRIPLINE_POSTGRES_SERVICE_PORT_SQL",
        "SHOP_UNKNOWN",
        "TRIPLINES_OWN"
      })
  void variables_that_are_settings_secrets_or_services_pass(String name) {
    assertThat(CHECK.in(variables(name))).isEmpty();
  }

  @Test
  void setting_of_an_earlier_version_is_told_with_its_name_of_today() {
    List<Setting> without =
        CHECK.known().stream().filter(known -> !known.name().startsWith("tripline.s3.")).toList();
    assertThat(
            new UnknownSettings(without, List.of("TRIPLINE_SECRET_"))
                .in(BoundSettings.environment(Map.of("tripline.s3.accessKey", "key"))))
        .containsExactly(
            new UnknownSettings.Unknown(
                "tripline.s3.accessKey", "test", "tripline.aws.access-key-id", true));
  }

  @Test
  void command_line_is_named_as_the_place() {
    ConfigurableEnvironment environment = BoundSettings.environment(Map.of());
    environment
        .getPropertySources()
        .addFirst(new SimpleCommandLinePropertySource("--tripline.nonsense=1"));
    assertThat(CHECK.in(environment))
        .singleElement()
        .extracting(UnknownSettings.Unknown::name, UnknownSettings.Unknown::place)
        .containsExactly("tripline.nonsense", "command line");
  }

  private static ConfigurableEnvironment variables(String name) {
    ConfigurableEnvironment environment = BoundSettings.environment(Map.of());
    environment
        .getPropertySources()
        .addFirst(new SystemEnvironmentPropertySource("systemEnvironment", Map.of(name, "1")));
    return environment;
  }
}
