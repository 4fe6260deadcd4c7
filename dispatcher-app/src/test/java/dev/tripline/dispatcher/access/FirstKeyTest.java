package dev.tripline.dispatcher.access;

import static org.assertj.core.api.Assertions.assertThat;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FirstKeyTest {
  @ParameterizedTest
  @CsvSource(
      textBlock =
          """
          127.0.0.1 ,         , true
          ::1       ,         , true
          127.0.0.1 , 8:48213 , false
          0.0.0.0   ,         , false
          10.0.0.7  ,         , false
          ''        ,         , false
          """)
  void key_is_printed_only_where_its_owner_sits(
      String address, @Nullable String journal, boolean told) {
    assertThat(FirstKey.isToldOnConsole(address, journal)).isEqualTo(told);
  }
}
