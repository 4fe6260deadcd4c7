package dev.tripline.dispatcher.function.registry;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class AliasTest {
  @Test
  void an_alias_without_weights_leads_to_its_version() {
    assertThat(alias(Map.of()).route(0)).isEqualTo("1");
  }

  @Test
  void the_other_version_gets_its_share() {
    Alias alias = alias(Map.of("2", 0.25));

    assertThat(alias.route(0)).isEqualTo("2");
    assertThat(alias.route(0.2499)).isEqualTo("2");
    assertThat(alias.route(0.25)).isEqualTo("1");
    assertThat(alias.route(0.9999)).isEqualTo("1");
  }

  @Test
  void a_weight_of_zero_gets_nothing_and_one_gets_all() {
    assertThat(alias(Map.of("2", 0.0)).route(0)).isEqualTo("1");
    assertThat(alias(Map.of("2", 1.0)).route(0.9999)).isEqualTo("2");
  }

  private static Alias alias(Map<String, Double> weights) {
    return new Alias("live", "1", "", weights, "revision");
  }
}
