package dev.tripline.testkit.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tripline.spi.parking.ParkedKeyQueries;
import dev.tripline.spi.parking.ParkedKeys;
import dev.tripline.spi.parking.ParkedKeys.Limit;
import dev.tripline.spi.parking.ParkedRecord;
import dev.tripline.spi.parking.ShardReading;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// The contract of every [ParkedKeyQueries].
public interface ParkedKeyQueriesContract extends StoreContract {

  @Test
  default void key_is_found_without_the_others() {
    park("a");
    park("käse/\0'key");
    ParkedKeys.ParkedKey found = store().parkedKeyQueries().find("t", "käse/\0'key").orElseThrow();
    assertThat(found.records()).isEqualTo(2);
    assertThat(found.reason()).isEqualTo("broken");
    assertThat(store().parkedKeyQueries().find("t", "b")).isEmpty();
    assertThat(store().parkedKeyQueries().find("other", "a")).isEmpty();
  }

  @Test
  default void pages_of_keys_run_from_old_to_new_without_gaps() {
    for (int i = 0; i < 7; i++) {
      store().parkedKeys().park(reading("t"), "broken", List.of(record("key-" + i, "1")));
    }
    store().parkedKeys().park(reading("other"), "broken", List.of(record("key-x", "1")));
    List<String> seen = new ArrayList<>();
    List<ParkedKeys.ParkedKey> page = store().parkedKeyQueries().page("t", null, 3);
    while (!page.isEmpty()) {
      page.forEach(key -> seen.add(key.key()));
      page = store().parkedKeyQueries().page("t", page.getLast(), 3);
    }
    assertThat(seen).containsExactly("key-0", "key-1", "key-2", "key-3", "key-4", "key-5", "key-6");
  }

  @Test
  default void all_that_waits_for_a_trigger_is_counted() {
    park("a");
    park("b");
    assertThat(store().parkedKeyQueries().count("t"))
        .isEqualTo(new ParkedKeyQueries.Waiting(2, 4, 12));
    assertThat(store().parkedKeyQueries().count("other"))
        .isEqualTo(new ParkedKeyQueries.Waiting(0, 0, 0));
    assertThat(store().parkedKeyQueries().counts())
        .isEqualTo(Map.of("t", new ParkedKeyQueries.Waiting(2, 4, 12)));
  }

  /// Two records wait behind the key.
  private void park(String key) {
    ShardReading reading = reading("t");
    store().parkedKeys().park(reading, "broken", List.of(record(key, "1")));
    store().parkedKeys().append(reading, List.of(record(key, "2")), new Limit(100, 1_000));
  }

  private ShardReading reading(String trigger) {
    return StoreContract.reading(store(), trigger, "s-1");
  }

  private static ParkedRecord record(String key, String id) {
    Instant arrived = Instant.ofEpochMilli(1_700_000_000_000L);
    return new ParkedRecord(
        0, key, "s-1", id, arrived, StoreContract.bytes("[" + id + "]"), null, null);
  }
}
