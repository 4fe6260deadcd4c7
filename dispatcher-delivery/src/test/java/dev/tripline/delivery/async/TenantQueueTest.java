package dev.tripline.delivery.async;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tripline.spi.invocation.FunctionTarget;
import dev.tripline.spi.store.ClaimedInvocation;
import dev.tripline.spi.store.NewInvocation;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class TenantQueueTest {
  private final TenantQueue queue = new TenantQueue();
  private int sent;

  private void add(@Nullable String tenant, int events) {
    for (int i = 0; i < events; i++) {
      NewInvocation event =
          NewInvocation.of("id" + sent, FunctionTarget.latest("f"), new byte[0]).ofTenant(tenant);
      queue.add(new ClaimedInvocation(sent++, 1, 1, event, Instant.EPOCH, List.of(), 0, 0));
    }
  }

  /// Starts so many and answers their tenants, `-` for none.
  private List<String> start(int events) {
    List<String> started = new ArrayList<>();
    for (int i = 0; i < events; i++) {
      ClaimedInvocation next = queue.peek();
      queue.start();
      String tenant = next == null ? "nothing" : next.invocation().tenantId();
      started.add(tenant == null ? "-" : tenant);
    }
    return started;
  }

  @Test
  void events_of_no_tenant_start_in_the_order_in_which_they_came() {
    add(null, 3);
    assertThat(queue.tenanted()).isFalse();
    for (int i = 0; i < 3; i++) {
      ClaimedInvocation next = queue.peek();
      assertThat(next).isNotNull().extracting(ClaimedInvocation::sequence).isEqualTo((long) i);
      queue.start();
    }
    assertThat(queue.peek()).isNull();
  }

  @Test
  void tenants_start_in_turn_and_those_without_one_like_one_more() {
    add("a", 5);
    add(null, 5);
    add("b", 2);
    assertThat(start(8)).containsExactly("a", "-", "b", "a", "-", "b", "a", "-");
  }

  @Test
  void first_event_of_a_tenant_is_next_whatever_waits_of_others() {
    add("a", 1_000);
    assertThat(start(10)).containsOnly("a");
    add("b", 1);
    assertThat(start(2)).containsExactly("b", "a");
  }

  @Test
  void tenant_whose_event_runs_has_to_wait_for_its_turn() {
    add("a", 10);
    add("b", 1);
    assertThat(start(3)).containsExactly("a", "b", "a");
    add("b", 1);
    assertThat(start(2)).containsExactly("a", "b");
    queue.ended("b");
    queue.ended("b");
    add("b", 1);
    assertThat(start(1)).containsExactly("b");
  }

  @Test
  void idle_tenants_take_no_memory() {
    for (int i = 0; i < 100_000; i++) {
      add("tenant " + i, 1);
      assertThat(start(1)).containsExactly("tenant " + i);
      queue.ended("tenant " + i);
      assertThat(queue.tenanted()).isFalse();
    }
    add("x", 2);
    queue.drop();
    queue.drop();
    assertThat(queue.tenanted()).isFalse();
    assertThat(queue.isEmpty()).isTrue();
  }

  @Test
  void what_is_removed_has_no_turn_any_more() {
    add("a", 2);
    add("b", 2);
    add(null, 1);
    queue.removeIf(claim -> !"b".equals(claim.invocation().tenantId()));
    assertThat(queue.size()).isEqualTo(2);
    assertThat(queue.waitingMoreThan(1)).isEqualTo(Set.of("b"));
    assertThat(start(2)).containsExactly("b", "b");
    assertThat(queue.peek()).isNull();
  }
}
