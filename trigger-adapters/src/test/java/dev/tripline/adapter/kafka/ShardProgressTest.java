package dev.tripline.adapter.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tripline.adapter.kafka.ShardProgress.Finished;
import java.util.Objects;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.junit.jupiter.api.Test;

class ShardProgressTest {
  private static final long MILLIS = 1_000_000;

  private final ShardProgress progress = new ShardProgress(10, false);

  @Test
  void start_of_a_group_is_committed_before_anything_is_read() {
    assertThat(progress.uncommitted()).isNull();
    ShardProgress fresh = new ShardProgress(0, true);
    assertThat(fresh.uncommitted()).isEqualTo(new Finished(position(0), 0));
    assertThat(fresh.unacknowledged()).isZero();
  }

  @Test
  void position_behind_the_last_record_is_finished_with_it() {
    progress.fetched(position(15));
    progress.handedOut(10, 12, 3);
    progress.passMarkers(0);
    assertThat(progress.uncommitted()).isNull();
    finish(12);
    progress.passMarkers(0);
    finish(13);
    progress.passMarkers(0);
    assertThat(uncommitted().offset()).isEqualTo(15);
    assertThat(progress.isIdle()).isTrue();
    assertThat(progress.unacknowledged()).isEqualTo(3);
  }

  @Test
  void markers_without_records_before_them_are_passed() {
    progress.fetched(position(11));
    progress.passMarkers(0);
    assertThat(uncommitted()).isEqualTo(new Finished(position(11), 0));
  }

  @Test
  void records_are_counted_and_not_offsets() {
    progress.handedOut(10, 1_000_009, 2);
    progress.handedOut(2_000_000, 2_000_001, 2);
    finish(1_000_010);
    assertThat(progress.unacknowledged()).isEqualTo(2);
    finish(2_000_001);
    assertThat(progress.unacknowledged()).isEqualTo(3);
    finish(2_000_002);
    assertThat(progress.unacknowledged()).isEqualTo(4);
  }

  @Test
  void commit_that_takes_longer_than_commits_usually_do_is_late() {
    progress.handedOut(10, 9_999, 9_990);
    long now = 0;
    for (int offset = 11; offset < 200; offset++) {
      progress.finish(position(offset), now);
      progress.acknowledge(uncommitted(), now, now + 2 * MILLIS);
      assertThat(progress.isLate(now + 2 * MILLIS)).isFalse();
      now += 10 * MILLIS;
    }
    progress.finish(position(300), now);
    Finished sent = uncommitted();
    progress.finish(position(400), now + 5 * MILLIS);
    assertThat(progress.isLate(now + 15 * MILLIS)).isFalse();
    assertThat(progress.isLate(now + 17 * MILLIS)).isTrue();
    progress.acknowledge(sent, now + MILLIS, now + 17 * MILLIS);
    assertThat(progress.unacknowledged()).isEqualTo(100);
    assertThat(progress.isLate(now + 17 * MILLIS)).isFalse();
  }

  @Test
  void commit_that_takes_a_second_is_late_though_all_do() {
    progress.handedOut(10, 1_009, 1_000);
    for (int offset = 11; offset < 300; offset++) {
      progress.finish(position(offset), 0);
      progress.acknowledge(uncommitted(), 0, 30_000 * MILLIS);
    }
    progress.finish(position(400), 0);
    assertThat(progress.isLate(990 * MILLIS)).isFalse();
    assertThat(progress.isLate(1_001 * MILLIS)).isTrue();
  }

  @Test
  void outage_is_not_what_commits_usually_take() {
    progress.handedOut(10, 1_009, 1_000);
    for (int offset = 11; offset < 200; offset++) {
      progress.finish(position(offset), 0);
      progress.acknowledge(uncommitted(), 0, 2 * MILLIS);
    }
    progress.finish(position(300), 0);
    progress.acknowledge(uncommitted(), 0, 20_000 * MILLIS);
    progress.finish(position(400), 0);
    assertThat(progress.isLate(150 * MILLIS)).isTrue();
  }

  @Test
  void acknowledgement_that_comes_late_lowers_nothing() {
    progress.handedOut(10, 19, 10);
    finish(12);
    Finished early = uncommitted();
    finish(20);
    progress.acknowledge(uncommitted(), 0, 0);
    progress.acknowledge(early, 0, 0);
    assertThat(progress.uncommitted()).isNull();
    assertThat(progress.unacknowledged()).isZero();
  }

  @Test
  void gap_is_passed_only_when_everything_before_it_is_finished() {
    progress.handedOut(10, 11, 2);
    progress.passGap(50, 0);
    assertThat(progress.uncommitted()).isNull();
    finish(12);
    progress.passGap(50, 0);
    assertThat(uncommitted()).isEqualTo(new Finished(position(50), 2));
  }

  private void finish(long offset) {
    progress.finish(position(offset), 0);
  }

  private Finished uncommitted() {
    return Objects.requireNonNull(progress.uncommitted());
  }

  private static OffsetAndMetadata position(long offset) {
    return new OffsetAndMetadata(offset);
  }
}
