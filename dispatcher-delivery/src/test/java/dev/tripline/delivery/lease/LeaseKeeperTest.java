package dev.tripline.delivery.lease;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tripline.spi.store.NodeLease;
import dev.tripline.spi.store.NodeLease.Claim;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class LeaseKeeperTest {
  private final AtomicInteger losses = new AtomicInteger();
  private final AtomicInteger rescues = new AtomicInteger();
  private final ScriptedLease lease = new ScriptedLease();
  private final HeldClaims memory = new HeldClaims(NodeLease.Work.INVOCATION);

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
  void claims_are_kept_while_the_store_is_silent() {
    LeaseKeeper keeper = keeper(Duration.ofSeconds(30));
    lease.silent = true;
    keeper.runOnce();
    lease.silent = false;
    keeper.runOnce();
    assertThat(losses).hasValue(0);
  }

  @Test
  void claims_whose_answer_got_lost_go_back_once_the_store_answers() {
    LeaseKeeper keeper = keeper(Duration.ofSeconds(30));
    lease.claim(1, 1);
    lease.claim(2, 1);
    memory.add(2, 1);
    memory.doubt();
    lease.silent = true;
    keeper.runOnce();
    assertThat(lease.claims).hasSize(2);
    lease.silent = false;
    keeper.runOnce();
    assertThat(lease.claims).extracting(Claim::sequence).containsExactly(2L);
    assertThat(losses).hasValue(0);
    assertThat(rescues).hasValue(1);
  }

  private LeaseKeeper keeper(Duration length) {
    return new LeaseKeeper(
        lease,
        length,
        new LostClaims(lease, List.of(memory)),
        losses::incrementAndGet,
        rescues::incrementAndGet);
  }
}
