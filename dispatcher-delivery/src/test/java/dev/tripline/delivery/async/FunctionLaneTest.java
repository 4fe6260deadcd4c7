package dev.tripline.delivery.async;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tripline.delivery.DeliveryBench;
import dev.tripline.delivery.lease.HeldClaims;
import dev.tripline.delivery.lease.StartPermits;
import dev.tripline.delivery.lease.UnsettledResults;
import dev.tripline.spi.invocation.FunctionTarget;
import dev.tripline.spi.invocation.Milestone;
import dev.tripline.spi.store.ClaimedInvocation;
import dev.tripline.spi.store.NewInvocation;
import dev.tripline.spi.store.NodeLease;
import dev.tripline.store.Stores;
import dev.tripline.store.engine.StoreSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A lane with nothing to do is given up, one with something never.
class FunctionLaneTest {
  private static final Duration IDLE = Duration.ofMinutes(1);

  @TempDir Path directory;

  private final CountDownLatch started = new CountDownLatch(1);

  @SuppressWarnings("NullAway.Init") // before each test
  private Stores stores;

  @SuppressWarnings("NullAway.Init") // before each test
  private FunctionLane lane;

  @SuppressWarnings("NullAway.Init") // before each test
  private ClaimedInvocation event;

  @BeforeEach
  void open() {
    stores =
        Stores.open(
            StoreSettings.sqlite(directory.resolve("store.db")),
            new DeliveryBench.TurnedClock(),
            Milestone.Listener.NONE);
    lane =
        new FunctionLane(
            new FunctionLane.Shape(1, 1, Duration.ofSeconds(1), 10),
            new Backlog(10, 1000, new HeldClaims(NodeLease.Work.INVOCATION)),
            _ -> 1,
            new StartPermits(stores.lease(), new UnsettledResults()),
            (_, _) -> started.countDown());
    event =
        new ClaimedInvocation(
            1,
            1,
            stores.lease().epoch(),
            NewInvocation.of("id", FunctionTarget.latest("f"), new byte[] {'1'}),
            Instant.EPOCH,
            List.of(),
            0,
            0);
  }

  @AfterEach
  void close() {
    stores.close();
  }

  private static long later() {
    return System.nanoTime() + IDLE.multipliedBy(2).toNanos();
  }

  @Test
  void idle_lane_is_retired_and_takes_no_event() {
    assertThat(lane.retire(System.nanoTime(), IDLE)).isFalse();
    assertThat(lane.retire(later(), IDLE)).isTrue();
    assertThat(lane.reserve(1, null)).isFalse();
    assertThat(lane.room(10)).isZero();
    assertThat(lane.add(event, System.nanoTime())).isFalse();
    assertThat(lane.hasBacklog()).isFalse();
  }

  @Test
  void lane_with_a_place_that_is_kept_stays() {
    assertThat(lane.reserve(1, null)).isTrue();
    assertThat(lane.retire(later(), IDLE)).isFalse();
    lane.unreserve(1);
    assertThat(lane.retire(later() + IDLE.toNanos(), IDLE)).isTrue();
  }

  @Test
  void lane_with_events_in_the_store_stays() {
    lane.spilled();
    assertThat(lane.retire(later(), IDLE)).isFalse();
    lane.caughtUp();
    assertThat(lane.retire(later() + IDLE.toNanos(), IDLE)).isTrue();
  }

  @Test
  void lane_stays_until_its_results_are_committed() throws InterruptedException {
    assertThat(lane.add(event, System.nanoTime())).isTrue();
    started.await();
    assertThat(lane.retire(later(), IDLE)).isFalse();
    lane.ended(event, true, System.nanoTime());
    assertThat(lane.retire(later(), IDLE)).isFalse();
    lane.settled(event, System.nanoTime());
    assertThat(lane.retire(later(), IDLE)).isTrue();
  }
}
