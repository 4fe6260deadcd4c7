package dev.tripline.testkit.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.tripline.spi.store.ShardLease;
import dev.tripline.spi.store.ShardLeases;
import dev.tripline.spi.store.ShardLeases.Listed;
import dev.tripline.spi.store.ShardLeases.Reader;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;

/// The contract of every [ShardLeases].
public interface ShardLeasesContract extends StoreContract {
  Reader ONE = reader("one", Duration.ofMinutes(1));
  Reader OTHER = reader("other", Duration.ofMinutes(1));

  @Test
  default void first_list_places_shards_at_their_start_and_later_ones_at_their_beginning() {
    leases().list("t", List.of(shard("a")));
    leases().list("t", List.of(shard("a"), shard("b")));
    assertThat(leases().claim(ONE, 10))
        .extracting(ShardLease::shardId, ShardLease::position)
        .containsExactly(tuple("a", "start of a"), tuple("b", null));
  }

  @Test
  default void shards_of_an_empty_stream_begin_at_their_beginning() {
    leases().list("t", List.of());
    leases().list("t", List.of(shard("a")));
    assertThat(leases().claim(ONE, 10)).extracting(ShardLease::position).containsOnlyNulls();
  }

  @Test
  default void shard_of_which_nothing_is_to_be_read_counts_as_finished() {
    leases().list("t", List.of(new Listed("old", Set.of(), null), shard("new", "old")));
    assertThat(claimed(ONE, 10)).containsExactly("new");
  }

  @Test
  default void shard_has_one_owner_at_a_time() {
    leases().list("t", List.of(shard("a"), shard("b"), shard("c")));
    assertThat(claimed(ONE, 2)).containsExactly("a", "b");
    assertThat(claimed(OTHER, 10)).containsExactly("c");
    assertThat(claimed(ONE, 10)).isEmpty();
  }

  @Test
  default void child_of_a_split_waits_for_its_parent() {
    leases().list("t", List.of(shard("p"), shard("x", "p"), shard("y", "p")));
    ShardLease parent = claimOne(ONE);
    assertThat(parent.shardId()).isEqualTo("p");
    assertThat(claimed(OTHER, 10)).isEmpty();
    assertThat(leases().finish(parent)).isTrue();
    assertThat(claimed(OTHER, 10)).containsExactly("x", "y");
  }

  @Test
  default void child_of_a_merge_waits_for_both_parents() {
    leases().list("t", List.of(shard("p"), shard("q"), shard("z", "p", "q")));
    List<ShardLease> parents = leases().claim(ONE, 10);
    assertThat(parents).hasSize(2);
    leases().finish(parents.getFirst());
    assertThat(claimed(OTHER, 10)).isEmpty();
    leases().finish(parents.getLast());
    assertThat(claimed(OTHER, 10)).containsExactly("z");
  }

  @Test
  default void child_whose_parents_were_trimmed_before_they_were_known_is_free() {
    leases().list("t", List.of(shard("z", "gone", "gone too")));
    assertThat(claimed(ONE, 10)).containsExactly("z");
  }

  @Test
  default void known_unfinished_parent_holds_its_child_back_though_it_is_listed_no_more() {
    leases().list("t", List.of(shard("p"), shard("x", "p")));
    leases().list("t", List.of(shard("x", "p")));
    assertThat(claimed(ONE, 10)).containsExactly("p");
  }

  @Test
  default void finished_shard_is_never_read_again() {
    leases().list("t", List.of(shard("a")));
    leases().finish(claimOne(ONE));
    leases().list("t", List.of());
    leases().list("t", List.of(shard("a")));
    assertThat(claimed(OTHER, 10)).isEmpty();
  }

  @Test
  default void next_owner_goes_on_behind_the_checkpoint() {
    leases().list("t", List.of(shard("a")));
    ShardLease lease = claimOne(ONE);
    assertThat(leases().checkpoint(lease, "7")).isTrue();
    leases().release(lease);
    ShardLease next = claimOne(OTHER);
    assertThat(next.position()).isEqualTo("7");
    assertThat(next.epoch()).isGreaterThan(lease.epoch());
  }

  @Test
  default void old_owners_words_are_refused() {
    leases().list("t", List.of(shard("a")));
    ShardLease old = claimOne(ONE);
    leases().checkpoint(old, "7");
    leases().release(old);
    assertThat(leases().checkpoint(old, "8")).as("nobody's").isFalse();
    ShardLease current = claimOne(ONE);
    assertThat(leases().checkpoint(old, "9")).as("the same reader's, in another epoch").isFalse();
    assertThat(leases().finish(old)).isFalse();
    leases().release(old);
    assertThat(leases().checkpoint(current, "10")).isTrue();
  }

  @Test
  default void silent_owner_is_replaced_after_lease_and_margin() {
    Reader silent = reader("silent", Duration.ofMillis(50));
    Reader patient = new Reader("t", "patient", Duration.ofMinutes(1), Duration.ofMillis(300));
    leases().list("t", List.of(shard("a")));
    leases().renew(silent);
    ShardLease old = claimOne(silent);
    eventually(() -> !leases().renew(ONE).shards().containsKey("silent"));
    assertThat(leases().claim(patient, 1)).as("within the margin").isEmpty();
    eventually(() -> !leases().claim(patient, 1).isEmpty());
    assertThat(leases().renew(silent).held()).isEmpty();
    assertThat(leases().checkpoint(old, "1")).isFalse();
  }

  @Test
  default void lease_that_ran_out_is_not_extended() {
    Reader slow = reader("slow", Duration.ofMillis(50));
    leases().list("t", List.of(shard("a")));
    claimOne(slow);
    eventually(() -> leases().renew(ONE).free() == 1);
    assertThat(leases().renew(slow).held()).isEmpty();
  }

  @Test
  default void renewed_lease_holds() {
    leases().list("t", List.of(shard("a"), shard("b")));
    claimOne(ONE);
    assertThat(leases().renew(ONE).held()).containsExactly("a");
    leases().renew(OTHER);
    assertThat(leases().renew(ONE))
        .isEqualTo(new ShardLeases.Share(Set.of("a"), Map.of("one", 1, "other", 0), 1));
  }

  @Test
  default void reader_that_leaves_gives_everything_back() {
    leases().list("t", List.of(shard("a"), shard("b")));
    leases().renew(ONE);
    ShardLease lease = claimOne(ONE);
    leases().leave(ONE);
    assertThat(leases().checkpoint(lease, "1")).isFalse();
    assertThat(leases().renew(OTHER))
        .isEqualTo(new ShardLeases.Share(Set.of(), Map.of("other", 0), 2));
  }

  @Test
  default void triggers_share_nothing_and_are_forgotten_alone() {
    leases().list("t", List.of(shard("a")));
    leases().list("u", List.of(shard("a")));
    ShardLease lease = claimOne(ONE);
    store().sourceStates().clear("u");
    assertThat(leases().checkpoint(lease, "1")).isTrue();
    store().sourceStates().clear("t");
    assertThat(leases().checkpoint(lease, "2")).isFalse();
    leases().list("t", List.of(shard("a")));
    assertThat(claimOne(ONE).position()).isEqualTo("start of a");
  }

  @Test
  default void checkpoint_survives_a_crash_and_the_dead_owner_is_replaced() {
    leases().list("t", List.of(shard("a")));
    leases().checkpoint(claimOne(ONE), "7");
    ShardLeases next = store().successor().shardLeases();
    assertThat(next.claim(OTHER, 10)).extracting(ShardLease::position).containsExactly("7");
  }

  private ShardLeases leases() {
    return store().shardLeases();
  }

  private ShardLease claimOne(Reader reader) {
    return leases().claim(reader, 1).getFirst();
  }

  private List<String> claimed(Reader reader, int max) {
    return leases().claim(reader, max).stream().map(ShardLease::shardId).toList();
  }

  private static Listed shard(String id, String... parents) {
    return new Listed(id, Set.of(parents), "start of " + id);
  }

  private static Reader reader(String id, Duration lease) {
    return new Reader("t", id, lease, Duration.ZERO);
  }

  private static void eventually(BooleanSupplier condition) {
    long until = System.nanoTime() + Duration.ofSeconds(20).toNanos();
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).as("patience is at its end").isLessThan(until);
      LockSupport.parkNanos(20_000_000);
    }
  }
}
