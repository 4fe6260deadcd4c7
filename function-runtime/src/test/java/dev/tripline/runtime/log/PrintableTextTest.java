package dev.tripline.runtime.log;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PrintableTextTest {
  @Test
  void letters_of_all_scripts_tabs_and_faces_stay() {
    String text = "a\tß żółć 日本語 עברית 🙂 C:\\new {\"a\": 1}";
    assertThat(PrintableText.of(text)).isSameAs(text);
  }

  @Test
  void characters_that_act_are_written_out() {
    assertThat(PrintableText.of("a\u001b[2Jb")).isEqualTo("a\\u001b[2Jb");
    assertThat(PrintableText.of("a\rINFO forged")).isEqualTo("a\\u000dINFO forged");
    assertThat(PrintableText.of("a\nb\u0000\u007f")).isEqualTo("a\\u000ab\\u0000\\u007f");
    assertThat(PrintableText.of("\u009b1m")).isEqualTo("\\u009b1m");
    assertThat(PrintableText.of("x\u202egnp.exe\u2066\u200f"))
        .isEqualTo("x\\u202egnp.exe\\u2066\\u200f");
    assertThat(PrintableText.of("a\u2028b\u2029\u0085")).isEqualTo("a\\u2028b\\u2029\\u0085");
  }

  @Test
  void halves_of_characters_and_invisible_tags_are_written_out() {
    assertThat(PrintableText.of("\ud83d")).isEqualTo("\\ud83d");
    assertThat(PrintableText.of("\ude42x")).isEqualTo("\\ude42x");
    assertThat(PrintableText.of("\udb40\udc41")).isEqualTo("\\udb40\\udc41");
  }
}
