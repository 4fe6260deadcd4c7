package dev.tripline.dispatcher.alert;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FindingTest {
  @ParameterizedTest
  @CsvSource({
    "0, 10, 0",
    "4, 10, 0",
    "5, 10, 50",
    "6, 10, 50",
    "7, 10, 70",
    "9, 10, 90",
    "10, 10, 100",
    "11, 10, 100",
    "1, 1, 100",
    "1, 2, 50",
    "2, 3, 50",
    "3, 3, 100",
    "899999, 1000000, 70"
  })
  void number_comes_near_its_threshold_in_four_steps(long number, int threshold, int level) {
    assertThat(Finding.stepwise(number, threshold, "").level()).isEqualTo(level);
  }
}
