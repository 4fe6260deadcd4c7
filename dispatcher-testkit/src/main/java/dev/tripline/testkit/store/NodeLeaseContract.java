package dev.tripline.testkit.store;

import static dev.tripline.testkit.store.StoreContract.claimed;
import static dev.tripline.testkit.store.StoreContract.invocation;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tripline.spi.store.ClaimedInvocation;
import java.util.List;
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
    assertThat(next.queue().claimDue("orders", 10)).hasSize(1);
  }

  @Test
  default void claims_of_a_dead_node_are_rescued_once() {
    claimed(store().queue(), invocation("orders"));
    StoreUnderTest next = store().successor();
    next.lease().rescue();
    assertThat(next.queue().claimDue("orders", 10)).hasSize(1);
    assertThat(next.lease().rescue()).isZero();
    assertThat(next.queue().claimDue("orders", 10)).isEmpty();
  }
}
