package dev.tripline.store.health;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import org.junit.jupiter.api.Test;

class QueueHealthTest {
  @Test
  void a_snapshot_is_dangerous_when_it_is_old_and_keeps_many_rows() {
    Duration old = Duration.ofMinutes(10);
    assertThat(new QueueHealth(old, "session 7", 10).warning()).isNull();
    assertThat(new QueueHealth(Duration.ofSeconds(5), "session 7", 100_000).warning()).isNull();
    assertThat(new QueueHealth(old, "session 7", 100_000).warning())
        .contains("session 7", "600 s", "100,000 rows");
  }

  @Test
  void very_many_dead_rows_are_dangerous_though_no_session_is_seen() {
    assertThat(new QueueHealth(Duration.ZERO, null, 2_000_000).warning())
        .contains("2,000,000", "pg_read_all_stats");
  }

  @Test
  void the_last_look_is_kept() {
    QueueHealth bad = new QueueHealth(Duration.ofMinutes(2), "session 7", 60_000);
    var looks = new ArrayDeque<>(List.of(bad, bad, QueueHealth.GOOD));
    HealthWatch watch = new HealthWatch(looks::remove);
    assertThat(watch.last()).isEqualTo(QueueHealth.GOOD);
    watch.look();
    watch.look();
    assertThat(watch.last()).isEqualTo(bad);
    watch.look();
    assertThat(watch.last()).isEqualTo(QueueHealth.GOOD);
  }
}
