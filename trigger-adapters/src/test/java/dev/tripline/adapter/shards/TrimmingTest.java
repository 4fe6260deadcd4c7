package dev.tripline.adapter.shards;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tripline.spi.source.Shard.Read;
import dev.tripline.spi.source.StreamRecord;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class TrimmingTest {
  private static final Instant READ = Instant.parse("2026-01-01T00:00:10Z");
  private static final Instant NOW = READ.plusSeconds(100_000);
  private static final Trimming OPEN =
      new Trimming(new Position.After("10", READ), NOW, "older than a day");

  /// Records whose numbers are the seconds of their arrival.
  private static List<StreamRecord> records(int from, int to) {
    return IntStream.range(from, to)
        .mapToObj(i -> new StreamRecord("" + i, "k", READ.plusSeconds(i - 10), 1, ""))
        .toList();
  }

  @Test
  void oldest_record_behind_the_last_one_shows_a_gap() {
    Trimming.Shown shown = OPEN.shownBy(records(12, 14), false);
    assertThat(shown.gap()).isEqualTo(new Read.Gap("10", "12", "older than a day"));
    assertThat(shown.unread()).hasSize(2);
    assertThat(shown.open()).isNull();
  }

  @Test
  void records_up_to_the_last_one_show_that_nothing_is_gone() {
    Trimming.Shown shown = OPEN.shownBy(records(8, 10), false);
    assertThat(shown.gap()).isNull();
    assertThat(shown.unread()).isEmpty();
    assertThat(shown.open()).isNotNull();
    Trimming.Shown next = shown.open().shownBy(records(10, 13), false);
    assertThat(next.gap()).isNull();
    assertThat(next.unread()).extracting(StreamRecord::id).containsExactly("11", "12");
    assertThat(next.open()).isNull();
    assertThat(shown.open().shownBy(List.of(), true).gap()).isNull();
  }

  @Test
  void record_that_came_after_reading_began_anew_shows_no_gap() {
    StreamRecord late = new StreamRecord("500", "k", NOW.plusSeconds(1), 1, "");
    Trimming.Shown empty = OPEN.shownBy(List.of(), false);
    assertThat(empty.open()).isEqualTo(OPEN);
    assertThat(OPEN.shownBy(List.of(late), false).gap()).isNull();
  }

  @Test
  void end_of_a_shard_of_which_nothing_is_left_is_a_gap() {
    assertThat(OPEN.shownBy(List.of(), true).gap())
        .isEqualTo(new Read.Gap("10", "the end of the shard", "older than a day"));
  }

  @Test
  void records_of_a_stream_that_was_made_anew_are_not_passed_over() {
    StreamRecord anew = new StreamRecord("1", "k", NOW, 1, "");
    assertThat(OPEN.shownBy(List.of(anew), false).unread()).containsExactly(anew);
  }
}
