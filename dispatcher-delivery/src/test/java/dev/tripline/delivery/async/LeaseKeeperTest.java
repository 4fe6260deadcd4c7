package dev.tripline.delivery.async;

import static dev.tripline.delivery.DeliveryBench.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tripline.spi.store.NodeLease;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class LeaseKeeperTest {
  private final AtomicInteger losses = new AtomicInteger();
  private final AtomicInteger rescues = new AtomicInteger();
  private final ScriptedLease lease = new ScriptedLease();

  @Test
  void a_lease_that_ran_out_drops_all_claims_once() {
    LeaseKeeper keeper = keeper(Duration.ofSeconds(30));
    lease.held = false;
    keeper.runOnce();
    assertThat(losses).hasValue(1);
    lease.held = true;
    keeper.runOnce();
    assertThat(losses).hasValue(1);
  }

  @Test
  void rescued_work_is_fetched_at_once() {
    LeaseKeeper keeper = keeper(Duration.ofSeconds(30));
    keeper.runOnce();
    assertThat(rescues).hasValue(0);
    lease.toRescue = 3;
    keeper.runOnce();
    assertThat(rescues).hasValue(1);
  }

  @Test
  void claims_are_dropped_before_the_lease_ends_when_the_store_is_silent() {
    LeaseKeeper keeper = keeper(Duration.ofMillis(100));
    keeper.runOnce();
    lease.silent = true;
    keeper.runOnce();
    assertThat(losses).hasValue(0);
    await(() -> {
      keeper.runOnce();
      return losses.get() > 0;
    });
    keeper.runOnce();
    assertThat(losses).hasValue(1);
  }

  @Test
  void doubtful_claims_go_back_to_the_queue_once_the_store_answers() {
    LeaseKeeper keeper = keeper(Duration.ofSeconds(30));
    keeper.claimsInDoubt();
    lease.silent = true;
    keeper.runOnce();
    assertThat(losses).hasValue(0);
    lease.silent = false;
    keeper.runOnce();
    keeper.runOnce();
    assertThat(lease.released).isEqualTo(1);
    assertThat(losses).hasValue(1);
    assertThat(rescues).hasValue(1);
  }

  private LeaseKeeper keeper(Duration length) {
    return new LeaseKeeper(lease, length, losses::incrementAndGet, rescues::incrementAndGet);
  }

  private static final class ScriptedLease implements NodeLease {
    private boolean held = true;
    private boolean silent;
    private int toRescue;
    private int released;

    @Override
    public boolean heartbeat() {
      answer();
      return held;
    }

    @Override
    public int rescue() {
      answer();
      return toRescue;
    }

    @Override
    public void release() {
      answer();
      released++;
    }

    private void answer() {
      if (silent) {
        throw new IllegalStateException("the store is silent");
      }
    }
  }
}
