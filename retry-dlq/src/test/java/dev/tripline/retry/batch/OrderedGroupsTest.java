package dev.tripline.retry.batch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tripline.spi.source.Delivery;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OrderedGroupsTest {
  /// Messages are written as their group's letter, `-` for none; ids are their places.
  @ParameterizedTest(name = "{0}, failed {1} → {2}")
  @CsvSource({
    "aabb, 0,  01",
    "aabb, 1,  1",
    "abab, 0,  02",
    "abab, 01, 0123",
    "abab, 3,  3",
    "abab, ,   ''",
    "a-a-, 1,  1",
    "----, 2,  2",
  })
  void later_messages_of_a_failed_group_fail_too(
      String groups, @Nullable String failed, String expected) {
    List<Delivery> batch = new ArrayList<>();
    for (int i = 0; i < groups.length(); i++) {
      String group = groups.charAt(i) == '-' ? null : groups.substring(i, i + 1);
      batch.add(new Delivery(Integer.toString(i), 1, null, 1, false, group, List.of(), "handle"));
    }
    List<String> ids =
        failed == null ? List.of() : failed.chars().mapToObj(Character::toString).toList();
    Set<String> all = OrderedGroups.failed(batch, ids);
    assertThat(String.join("", all)).isEqualTo(expected);
  }
}
