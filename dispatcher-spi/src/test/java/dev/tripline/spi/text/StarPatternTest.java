package dev.tripline.spi.text;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StarPatternTest {

  @ParameterizedTest
  @CsvSource({
    "a, a, true",
    "a, b, false",
    "*, '', true",
    "*, anything, true",
    "'', a, false",
    "a*, ab, true",
    "*b, ab, true",
    "*b, abc, false",
    "a*c, abbc, true",
    "a*b*c, aXbYbZc, true",
    "a*b*c, aXc, false",
    "**a**, ba, true",
  })
  void a_star_stands_for_any_characters(String pattern, String text, boolean matches) {
    assertThat(StarPattern.matches(pattern, text)).isEqualTo(matches);
  }
}
