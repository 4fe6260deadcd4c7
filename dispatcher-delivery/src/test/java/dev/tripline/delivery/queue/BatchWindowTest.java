package dev.tripline.delivery.queue;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BatchWindowTest {

  @ParameterizedTest
  @CsvSource({
    "0, true, 100, 130, 130", // without a window a batch goes at once
    "0, false, 100, 130, 130",
    "20, true, 100, 103, 123", // since the first message
    "20, true, 100, 130, 150",
    "20, false, 100, 100, 120", // since the previous invocation ended
    "20, false, 100, 103, 120",
    "20, false, 100, 119, 120",
    "20, false, 100, 120, 140", // nothing came in the first window
    "20, false, 100, 175, 180",
    "20, false, -9223372036854775800, -9223372036854775790, -9223372036854775780"
  })
  void batch_goes_at_the_end_of_the_window_in_which_its_first_message_comes(
      long length, boolean sinceFirstMessage, long begun, long now, long deadline) {
    var window = new BatchWindow(Duration.ofNanos(length), sinceFirstMessage);
    assertThat(window.deadline(begun, now)).isEqualTo(deadline);
  }
}
