package dev.tripline.delivery.lease;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tripline.spi.store.NodeLease;
import dev.tripline.spi.store.NodeLease.Claim;
import java.util.List;
import org.junit.jupiter.api.Test;

class LostClaimsTest {
  private final ScriptedLease lease = new ScriptedLease();
  private final HeldClaims memory = new HeldClaims(NodeLease.Work.INVOCATION);
  private final HeldClaims outbox = new HeldClaims(NodeLease.Work.OUTBOX_MESSAGE);
  private final LostClaims lost = new LostClaims(lease, List.of(memory, outbox));

  @Test
  void nothing_is_asked_without_a_doubt() {
    lease.claim(1, 1);
    assertThat(lost.step()).isZero();
    assertThat(lease.claims).hasSize(1);
  }

  @Test
  void only_claims_that_are_not_known_go_back() {
    lease.claim(1, 1);
    lease.claim(2, 1);
    lease.claim(3, 2);
    memory.add(2, 1);
    memory.add(3, 1); // an earlier claim of the same row
    memory.doubt();
    assertThat(lost.step()).isEqualTo(2);
    assertThat(lease.claims).extracting(Claim::sequence).containsExactly(2L);
    assertThat(lost.step()).isZero();
  }

  @Test
  void claim_whose_answer_is_on_its_way_is_not_lost() {
    int ticket = memory.asking();
    lease.claim(1, 1); // the store has it, the answer is not here yet
    memory.doubt();
    assertThat(lost.step()).isZero();
    assertThat(lost.pending()).isTrue();
    memory.add(1, 1);
    memory.asked(ticket);
    assertThat(lost.step()).isZero();
    assertThat(lost.pending()).isFalse();
    assertThat(lease.claims).hasSize(1);
  }

  @Test
  void claims_that_are_made_later_do_not_hold_it_up() {
    int ticket = memory.asking();
    lease.claim(1, 1);
    memory.doubt();
    lost.step();
    int later = memory.asking();
    memory.asked(ticket);
    assertThat(lost.step()).isEqualTo(1);
    memory.asked(later);
  }

  @Test
  void doubt_of_the_outbox_leaves_invocations_alone() {
    lease.claim(1, 1);
    memory.add(1, 1);
    lease.claims.add(new Claim(NodeLease.Work.OUTBOX_MESSAGE, 1, 1));
    outbox.doubt();
    assertThat(lost.step()).isEqualTo(1);
    assertThat(lease.claims).extracting(Claim::work).containsExactly(NodeLease.Work.INVOCATION);
  }

  @Test
  void doubt_stays_while_the_store_is_silent() {
    lease.claim(1, 1);
    memory.doubt();
    lease.silent = true;
    assertThatThrownBy(lost::step).isInstanceOf(IllegalStateException.class);
    lease.silent = false;
    assertThat(lost.step()).isEqualTo(1);
  }
}
