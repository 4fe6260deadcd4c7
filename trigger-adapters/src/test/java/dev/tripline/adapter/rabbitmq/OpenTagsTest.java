package dev.tripline.adapter.rabbitmq;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class OpenTagsTest {
  private final OpenTags tags = new OpenTags();

  @Test
  void a_whole_batch_is_one_acknowledgement() {
    take(1, 5);

    assertThat(tags.settle(List.of(1L, 2L, 3L, 4L, 5L))).isEqualTo(upTo(5));
  }

  @Test
  void what_is_open_below_keeps_tags_apart() {
    take(1, 5);

    assertThat(tags.settle(List.of(1L, 3L, 5L))).isEqualTo(upTo(1, 3L, 5L));
    assertThat(tags.settle(List.of(2L))).isEqualTo(upTo(2));
    assertThat(tags.settle(List.of(4L))).isEqualTo(upTo(4));
  }

  @Test
  void nothing_goes_together_while_the_lowest_tag_is_open() {
    take(1, 3);

    assertThat(tags.settle(List.of(2L, 3L))).isEqualTo(upTo(0, 2L, 3L));
    assertThat(tags.settle(List.of(1L))).isEqualTo(upTo(1));
  }

  @Test
  void tags_that_are_taken_later_do_not_matter() {
    take(1, 2);
    take(3, 9);

    assertThat(tags.settle(List.of(2L, 1L))).isEqualTo(upTo(2));
  }

  private void take(long from, long to) {
    LongStream.rangeClosed(from, to).forEach(tags::take);
  }

  private static OpenTags.Acknowledgement upTo(long tag, Long... single) {
    return new OpenTags.Acknowledgement(tag, List.of(single));
  }
}
