package dev.tripline.cli.output;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OutputTest {

  private static Json json(String text) {
    return Json.read(text.getBytes(StandardCharsets.UTF_8)).orElseThrow();
  }

  @Test
  void columns_are_as_wide_as_their_cells_and_the_last_one_is_whole() {
    Table table = new Table("NAME", "STATE", "ERROR");
    assertThat(table.lines()).isEmpty();
    table.row("a", "Enabled", "x".repeat(200)).row("much longer", json("null"), "");
    assertThat(table.lines())
        .containsExactly(
            "NAME         STATE    ERROR",
            "a            Enabled  " + "x".repeat(200),
            "much longer");
  }

  @Test
  void a_wide_cell_is_cut() {
    assertThat(new Table("A", "B").row("y".repeat(100), "z").lines().getLast())
        .isEqualTo("y".repeat(79) + "…  z");
    assertThat(Table.cut("y".repeat(41), 40)).isEqualTo("y".repeat(39) + "…");
    assertThat(Table.cut("y".repeat(40), 40)).isEqualTo("y".repeat(40));
  }

  @Test
  void words_of_others_do_not_act_on_a_terminal() {
    assertThat(Plain.line("red \u001b[31m\nnext \u202e turned \u009b"))
        .isEqualTo("red \\u001b[31m\\u000anext \\u202e turned \\u009b");
    assertThat(Plain.line("REPORT\tDuration\r")).isEqualTo("REPORT\tDuration\\u000d");
    assertThat(Plain.text("one\ttwo\nthree\r")).isEqualTo("one\ttwo\nthree\\u000d");
    assertThat(Plain.line("Grüße, 世界 🙂")).isEqualTo("Grüße, 世界 🙂");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          0   | 10 | [>                             ]   0 %  0 of 10  note
          5   | 10 | [===============>              ]  50 %  5 of 10  note
          10  | 10 | [==============================] 100 %  10 of 10  note
          11  | 10 | [==============================] 100 %  10 of 10  note
          0   | 0  | [==============================] 100 %  0 of 0  note
          """)
  void a_bar_shows_the_share(long done, long all, String line) {
    assertThat(ProgressBar.line(done, all, "note")).isEqualTo(line);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          0.0034567     | 0.00346 | 0.346 %
          0             | 0       | 0 %
          0.0004        | 0.0004  | < 0.1 %
          0.333333333   | 0.333   | 33.3 %
          1.0           | 1       | 100 %
          12.3456       | 12.3    | 1235 %
          1234.5        | 1235    | 123450 %
          "x"           | ''      | ''
          null          | ''      | ''
          """)
  void numbers_are_rounded_for_people(String number, String rounded, String share) {
    assertThat(Rounded.number(json(number))).isEqualTo(rounded);
    assertThat(Rounded.share(json(number))).isEqualTo(share);
  }

  @Test
  void what_is_missing_reads_as_nothing() {
    Json json = json("{\"a\": {\"b\": [1, 2.50, null, true]}, \"s\": \"x\"}");
    assertThat(json.get("a").get("b").items())
        .extracting(Json::text)
        .containsExactly("1", "2.50", "", "true");
    assertThat(json.get("s").get("b").text()).isEmpty();
    assertThat(json.get("n").number()).isZero();
    assertThat(Json.read("{".getBytes(StandardCharsets.UTF_8))).isEmpty();
    assertThat(new Fields().all("", json).lines())
        .containsExactly("a.b  [1,2.50,null,true]", "s    x");
  }
}
