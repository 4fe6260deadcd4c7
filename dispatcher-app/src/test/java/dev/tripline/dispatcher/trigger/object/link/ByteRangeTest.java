package dev.tripline.dispatcher.trigger.object.link;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ByteRangeTest {

  @ParameterizedTest
  @CsvSource({
    "bytes=0-3, 0, 4",
    "bytes=3-, 3, 7",
    "bytes=3-99, 3, 7",
    "bytes=-4, 6, 4",
    "bytes=-99, 0, 10",
    "bytes=9-9, 9, 1",
    "bytes=10-, 10, 0",
    "bytes=-0, 10, 0",
    "bytes=999999999999999-, 999999999999999, 0"
  })
  void part_of_ten_bytes(String header, long first, long length) {
    ByteRange range = Objects.requireNonNull(ByteRange.of(header));
    assertThat(range.from(10)).isEqualTo(first);
    assertThat(range.length(10)).isEqualTo(length);
    assertThat(range.header()).isEqualTo(header);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "bytes",
        "bytes=",
        "bytes=-",
        "bytes=3-1",
        "bytes=1-2,4-5",
        "lines=1-2",
        "bytes=-1-2",
        "bytes=1234567890123456-"
      })
  void header_that_is_no_part_means_the_whole(String header) {
    assertThat(ByteRange.of(header)).isNull();
  }

  @Test
  void no_header_means_the_whole() {
    assertThat(ByteRange.of(null)).isNull();
  }
}
