package dev.tripline.dispatcher.dashboard.trigger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tripline.dispatcher.rest.ApiProblem;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// The request that a form makes.
class NewTriggerTest {

  private static NewTrigger filled(String kind, Map<String, String> more) {
    Map<String, String> given = new HashMap<>(more);
    given.putAll(Map.of("kind", kind, "name", " t ", "function", "f", "check", "yes"));
    return new NewTrigger(given);
  }

  @Test
  void fields_become_members_of_their_types() {
    NewTrigger kafka =
        filled(
            "kafka",
            Map.of(
                "source.bootstrapServers",
                "a:1, b:2",
                "source.topic",
                "orders",
                "source.batchSize",
                "20",
                "source.connection",
                "",
                "source.path",
                "of another kind",
                "more",
                "{\"maxRetries\":3}"));
    assertThat(kafka.request())
        .hasToString(
            "{\"name\":\"t\",\"function\":\"f\",\"source\":{\"kind\":\"kafka\","
                + "\"bootstrapServers\":[\"a:1\",\"b:2\"],\"topic\":\"orders\",\"batchSize\":20,"
                + "\"maxRetries\":3}}");
  }

  @Test
  void a_number_that_is_none_is_left_to_the_source_to_refuse() {
    assertThat(filled("kafka", Map.of("source.batchSize", "many")).request().toString())
        .contains("\"batchSize\":\"many\"");
  }

  @Test
  void other_kinds_are_json_altogether() {
    assertThat(filled("other", Map.of("more", "{\"kind\":\"s3\"}")).request())
        .hasToString("{\"name\":\"t\",\"function\":\"f\",\"source\":{\"kind\":\"s3\"}}");
  }

  @Test
  void what_is_no_json_or_said_twice_is_refused() {
    assertThatThrownBy(() -> filled("http", Map.of("more", "{")).request())
        .isInstanceOf(ApiProblem.class);
    assertThatThrownBy(() -> filled("http", Map.of("more", "{\"kind\":\"s3\"}")).request())
        .isInstanceOf(ApiProblem.class)
        .hasMessageContaining("kind is given twice");
    assertThatThrownBy(
            () -> filled("http", Map.of("more", " ".repeat(3) + "x".repeat(70_000))).request())
        .isInstanceOf(ApiProblem.class)
        .hasMessageContaining("65536");
  }

  @Test
  void an_unknown_kind_is_the_first_one() {
    assertThat(new NewTrigger(Map.of("kind", "<b>")).kind()).isEqualTo("schedule");
  }
}
