package dev.tripline.cli.function;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tripline.cli.output.Json;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class LogWindowTest {
  private final LogWindow window = new LogWindow();

  private static List<Json> page(String... lines) {
    return Arrays.stream(lines).map(line -> line.split(" ")).map(LogWindowTest::line).toList();
  }

  private static Json line(String[] atAndText) {
    String json =
        "{\"at\":\"2026-01-31T12:00:%sZ\",\"line\":\"%s\"}".formatted(atAndText[0], atAndText[1]);
    return Json.read(json.getBytes(StandardCharsets.UTF_8)).orElseThrow();
  }

  private List<String> look(String... lines) {
    window.begin();
    return window.next(page(lines)).stream().map(line -> line.get("line").text()).toList();
  }

  @Test
  void lines_are_told_once_and_late_ones_are_not_missed() {
    assertThat(window.next(page("10 a", "11 b"))).hasSize(2);
    assertThat(look("10 a", "11 b", "12 c")).containsExactly("c");
    assertThat(window.since()).isEqualTo("2026-01-31T12:00:06Z");
    assertThat(look("10 a", "11 b", "11 late", "12 c")).containsExactly("late");
    assertThat(window.since()).isEqualTo("2026-01-31T12:00:07Z");
  }

  @Test
  void equal_lines_are_told_as_often_as_they_were_logged() {
    window.next(page("10 a"));
    assertThat(look("10 a", "10 a", "10 a")).containsExactly("a", "a");
    assertThat(look("10 a", "10 a", "10 a")).isEmpty();
  }

  @Test
  void lines_before_the_first_that_was_shown_are_left_out() {
    window.next(page("12 c"));
    assertThat(look("11 b", "12 c", "13 d")).containsExactly("d");
  }

  @Test
  void a_log_that_was_empty_is_told_from_its_first_line_on() {
    window.next(page());
    assertThat(look("10 a")).containsExactly("a");
  }

  @Test
  void pages_of_one_look_belong_together() {
    window.next(page("10 a", "11 b"));
    window.begin();
    assertThat(window.next(page("10 a"))).isEmpty();
    assertThat(window.next(page("11 b", "20 c"))).hasSize(1);
    assertThat(window.since()).as("of the whole look").isEqualTo("2026-01-31T12:00:06Z");
  }
}
