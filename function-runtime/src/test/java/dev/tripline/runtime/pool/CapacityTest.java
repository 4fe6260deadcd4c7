package dev.tripline.runtime.pool;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class CapacityTest {
  private static final long THOUSAND_MB = 1000L << 20;

  private final AtomicReference<Capacity> capacity = new AtomicReference<>();

  /// @param evictions the answers to each attempt to stop an idle worker, which frees 600 MB
  private Capacity of(boolean returning, Boolean... evictions) {
    Deque<Boolean> left = new ArrayDeque<>(List.of(evictions));
    Capacity made =
        new Capacity(
            THOUSAND_MB,
            () -> {
              boolean stopped = !left.isEmpty() && left.removeFirst();
              if (stopped) {
                capacity.get().release(600);
              }
              return stopped;
            },
            () -> returning);
    capacity.set(made);
    return made;
  }

  @Test
  void room_of_a_worker_on_its_way_back_is_waited_for() throws InterruptedException {
    Capacity made = of(true, false, false, true);
    assertThat(made.reserve(600)).isTrue();
    assertThat(made.reserve(600)).isTrue();
  }

  @Test
  void room_is_refused_at_once_while_all_workers_run() throws InterruptedException {
    Capacity made = of(false, false, true);
    assertThat(made.reserve(600)).isTrue();
    assertThat(made.reserve(600)).isFalse();
  }

  @Test
  void room_is_refused_if_the_worker_on_its_way_back_does_not_come() throws InterruptedException {
    Capacity made = of(true);
    assertThat(made.reserve(600)).isTrue();
    assertThat(made.reserve(600)).isFalse();
  }
}
