package dev.tripline.testkit.store.queue;

import static dev.tripline.testkit.store.StoreContract.attempt;
import static dev.tripline.testkit.store.StoreContract.invocation;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tripline.spi.store.ClaimedInvocation;
import dev.tripline.spi.store.InvocationQueue;
import dev.tripline.spi.store.NewInvocation;
import dev.tripline.testkit.store.StoreContract;
import dev.tripline.testkit.store.StoreUnderTest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// The contract of every [InvocationQueue] about events that belong to tenants.
public interface TenantsInQueueContract extends StoreContract {

  private void send(@Nullable String tenant, int events) {
    for (int i = 0; i < events; i++) {
      NewInvocation event = invocation("orders").ofTenant(tenant);
      store().queue().enqueue(event, false);
    }
  }

  /// The claimed events by tenant, `-` for none.
  private static Map<String, Integer> byTenant(List<ClaimedInvocation> claims) {
    Map<String, Integer> found = new HashMap<>();
    for (ClaimedInvocation claim : claims) {
      String tenant = claim.invocation().tenantId();
      found.merge(tenant == null ? "-" : tenant, 1, Integer::sum);
    }
    return found;
  }

  @Test
  default void tenant_stays_with_its_event_through_retries_and_the_death_of_a_node() {
    send("acme", 1);
    assertThat(store().queue().functionsWithDueWork(10)).containsExactly("orders");
    ClaimedInvocation first = store().queue().claimDue("orders", 10, Set.of()).getFirst();
    assertThat(first.invocation().tenantId()).isEqualTo("acme");
    assertThat(store().queue().functionsWithDueWork(10)).isEmpty();
    assertThat(store().queue().retryLater(first, attempt(1, "Crashed"), true, Duration.ZERO))
        .isTrue();
    ClaimedInvocation again = store().queue().claimDue("orders", 10, Set.of()).getFirst();
    assertThat(again.invocation().tenantId()).isEqualTo("acme");
    StoreUnderTest successor = store().successor();
    successor.lease().rescue();
    ClaimedInvocation rescued = successor.queue().claimDue("orders", 10, Set.of()).getFirst();
    assertThat(rescued.invocation().tenantId()).isEqualTo("acme");
    assertThat(rescued.countedAttempts()).isEqualTo(1);
    assertThat(successor.queue().complete(rescued, List.of())).isTrue();
  }

  @Test
  default void event_behind_the_backlog_of_another_tenant_is_claimed_with_the_first_of_it() {
    send("large", 300);
    send("small", 1);
    send(null, 1);
    Map<String, Integer> claimed = byTenant(store().queue().claimDue("orders", 20, Set.of()));
    assertThat(claimed).containsEntry("small", 1).containsEntry("-", 1).containsKey("large");
    assertThat(claimed.values().stream().mapToInt(Integer::intValue).sum()).isEqualTo(20);
  }

  @Test
  default void claims_of_one_event_go_from_tenant_to_tenant() {
    List.of("a", "b", "c").forEach(tenant -> send(tenant, 5));
    send(null, 5);
    List<ClaimedInvocation> claims = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      claims.addAll(store().queue().claimDue("orders", 1, Set.of()));
    }
    assertThat(byTenant(claims)).hasSize(4).allSatisfy((_, n) -> assertThat(n).isLessThan(5));
  }

  @Test
  default void more_tenants_than_a_claim_has_room_for_are_all_served() {
    for (int i = 0; i < 50; i++) {
      send("t" + i, 2);
    }
    List<ClaimedInvocation> claims = new ArrayList<>();
    for (int i = 0; i < 7; i++) {
      claims.addAll(store().queue().claimDue("orders", 8, Set.of()));
    }
    assertThat(byTenant(claims)).hasSizeGreaterThanOrEqualTo(48);
  }

  @Test
  default void all_events_of_all_tenants_are_claimed_once() {
    Map<String, Integer> sent = Map.of("a", 40, "b", 3, "c", 17, "-", 25);
    sent.forEach((tenant, events) -> send(tenant.equals("-") ? null : tenant, events));
    InvocationQueue queue = store().queue();
    List<ClaimedInvocation> claims = new ArrayList<>();
    List<ClaimedInvocation> more = queue.claimDue("orders", 7, Set.of());
    while (!more.isEmpty()) {
      claims.addAll(more);
      more = queue.claimDue("orders", 7, Set.of());
    }
    assertThat(byTenant(claims)).isEqualTo(sent);
    assertThat(claims.stream().map(ClaimedInvocation::sequence).distinct()).hasSize(85);
  }

  @Test
  default void tenants_of_which_there_is_enough_are_left_out() {
    send("large", 30);
    send("small", 2);
    assertThat(byTenant(store().queue().claimDue("orders", 20, Set.of("large"))))
        .isEqualTo(Map.of("small", 2));
    assertThat(byTenant(store().queue().claimDue("orders", 50, Set.of())))
        .isEqualTo(Map.of("large", 30));
  }

  @Test
  default void retry_of_a_tenant_is_not_due_before_its_time() {
    send("acme", 1);
    ClaimedInvocation claim = store().queue().claimDue("orders", 10, Set.of()).getFirst();
    store().queue().retryLater(claim, attempt(1, "Crashed"), true, Duration.ofHours(1));
    assertThat(store().queue().functionsWithDueWork(10)).isEmpty();
    assertThat(store().queue().claimDue("orders", 10, Set.of())).isEmpty();
  }
}
