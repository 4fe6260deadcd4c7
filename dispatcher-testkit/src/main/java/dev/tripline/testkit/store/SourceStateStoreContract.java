package dev.tripline.testkit.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

/// The contract of every [dev.tripline.spi.store.SourceStateStore].
public interface SourceStateStoreContract extends StoreContract {

  @Test
  default void saved_state_survives_a_crash() {
    store().sourceStates().save("t1", Map.of("a", "1", "ключ", "значение"));
    store().sourceStates().save("t2", Map.of("a", "2"));
    assertThat(store().successor().sourceStates().load("t1"))
        .containsExactlyInAnyOrderEntriesOf(Map.of("a", "1", "ключ", "значение"));
  }

  @Test
  default void values_are_replaced_and_empty_ones_removed() {
    store().sourceStates().save("t1", Map.of("a", "1", "b", "1"));
    store().sourceStates().save("t1", Map.of("a", "2", "b", ""));
    assertThat(store().sourceStates().load("t1")).containsExactlyEntriesOf(Map.of("a", "2"));
  }

  @Test
  default void cleared_trigger_is_forgotten_alone() {
    store().sourceStates().save("t1", Map.of("a", "1"));
    store().sourceStates().save("t2", Map.of("a", "2"));
    store().sourceStates().clear("t1");
    assertThat(store().sourceStates().load("t1")).isEmpty();
    assertThat(store().sourceStates().load("t2")).hasSize(1);
  }
}
