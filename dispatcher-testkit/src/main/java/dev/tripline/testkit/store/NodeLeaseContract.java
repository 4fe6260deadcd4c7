package dev.tripline.testkit.store;

import static dev.tripline.testkit.store.StoreContract.claimed;
import static dev.tripline.testkit.store.StoreContract.invocation;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tripline.spi.store.ClaimedInvocation;
import dev.tripline.spi.store.NodeLease;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// The contract of every [dev.tripline.spi.store.NodeLease].
public interface NodeLeaseContract extends StoreContract {

  @Test
  default void held_lease_keeps_its_claims() {
    ClaimedInvocation claim = claimed(store().queue(), invocation("orders"));
    assertThat(store().lease().heartbeat()).isTrue();
    assertThat(store().lease().rescue()).isZero();
    assertThat(store().queue().complete(claim, List.of())).isTrue();
  }

  @Test
  default void released_claims_are_due_at_once_and_fenced() {
    ClaimedInvocation claim = claimed(store().queue(), invocation("orders"));
    store().lease().release();
    assertThat(store().queue().complete(claim, List.of())).isFalse();
    StoreUnderTest next = store().successor();
    assertThat(next.queue().claimDue("orders", 10, Set.of())).hasSize(1);
  }

  @Test
  default void claims_of_a_dead_node_are_rescued_once() {
    claimed(store().queue(), invocation("orders"));
    StoreUnderTest next = store().successor();
    next.lease().rescue();
    assertThat(next.queue().claimDue("orders", 10, Set.of())).hasSize(1);
    assertThat(next.lease().rescue()).isZero();
    assertThat(next.queue().claimDue("orders", 10, Set.of())).isEmpty();
  }

  @Test
  default void claims_carry_the_lease_under_which_they_were_made() {
    ClaimedInvocation claim = claimed(store().queue(), invocation("orders"));
    assertThat(claim.epoch()).isEqualTo(store().lease().epoch());
    assertThat(store().lease().holds(claim.epoch())).isTrue();
    StoreUnderTest next = store().successor();
    assertThat(next.lease().epoch()).isGreaterThan(claim.epoch());
    assertThat(next.lease().holds(claim.epoch())).isFalse();
    next.lease().rescue();
    assertThat(next.queue().claimDue("orders", 1, Set.of()).getFirst().epoch())
        .isEqualTo(next.lease().epoch());
  }

  @Test
  default void claims_of_the_own_lease_are_listed_and_given_back_one_by_one() {
    ClaimedInvocation kept = claimed(store().queue(), invocation("orders"));
    ClaimedInvocation lost = claimed(store().queue(), invocation("orders"));
    store().queue().enqueue(invocation("orders"), false);
    NodeLease.Claim row = claim(lost);
    assertThat(store().lease().claims()).containsExactlyInAnyOrder(claim(kept), row);
    assertThat(store().lease().giveBack(List.of(row))).isEqualTo(1);
    assertThat(store().lease().giveBack(List.of(row))).isZero();
    assertThat(store().lease().claims()).containsExactly(claim(kept));
    assertThat(store().queue().claimDue("orders", 10, Set.of())).hasSize(2);
    assertThat(store().lease().giveBack(List.of(row))).as("claimed anew").isZero();
    assertThat(store().queue().complete(lost, List.of())).isFalse();
    assertThat(store().queue().complete(kept, List.of())).isTrue();
  }

  private static NodeLease.Claim claim(ClaimedInvocation invocation) {
    return new NodeLease.Claim(
        NodeLease.Work.INVOCATION, invocation.sequence(), invocation.token());
  }
}
