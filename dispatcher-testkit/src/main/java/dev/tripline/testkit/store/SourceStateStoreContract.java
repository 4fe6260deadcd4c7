package dev.tripline.testkit.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
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
  default void part_is_in_the_order_of_code_points_and_begins_where_it_is_told() {
    // The last but one is above the surrogates that the last consists of in UTF-16.
    List<String> keys = List.of("B", "B/", "B/a", "B0", "a", "\u00e9", "\uff61", "\ud83d\ude00");
    Map<String, String> state = new HashMap<>();
    keys.forEach(key -> state.put(key, "v" + key));
    store().sourceStates().save("t1", state);
    store().sourceStates().save("t2", Map.of("B1", "other"));
    assertThat(part("", true, 100)).containsExactlyElementsOf(keys);
    assertThat(part("B/", true, 2)).containsExactly("B/", "B/a");
    assertThat(part("B/", false, 2)).containsExactly("B/a", "B0");
    assertThat(part("\uff61", false, 2)).containsExactly("\ud83d\ude00");
    assertThat(part("\ud83d\ude00", false, 2)).isEmpty();
    assertThat(store().sourceStates().part("t1", "a", true, 1)).containsEntry("a", "va");
  }

  private List<String> part(String from, boolean inclusive, int limit) {
    return List.copyOf(store().sourceStates().part("t1", from, inclusive, limit).keySet());
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
