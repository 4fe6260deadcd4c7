package dev.tripline.adapter.shards;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SharingTest {

  @ParameterizedTest(name = "a={0} b={1} c={2}, {3} free: {4} {5} {6}")
  @CsvSource({
    "0, 0, 0, 6, 2, 2, 2",
    "0, 0, 0, 7, 3, 2, 2",
    "0, 0, 0, 1, 1, 0, 0",
    "3, 0, 0, 3, 0, 2, 1",
    "5, 1, 0, 2, 0, 1, 1",
    "2, 2, 2, 0, 0, 0, 0",
  })
  void free_shards_go_to_whoever_has_the_fewest(
      int a, int b, int c, int free, int toA, int toB, int toC) {
    Map<String, Integer> shards = Map.of("a", a, "b", b, "c", c);
    assertThat(Sharing.toClaim("a", shards, free)).isEqualTo(toA);
    assertThat(Sharing.toClaim("b", shards, free)).isEqualTo(toB);
    assertThat(Sharing.toClaim("c", shards, free)).isEqualTo(toC);
  }

  @ParameterizedTest(name = "a={0} b={1} c={2}, {3} free: given by {4}")
  @CsvSource({
    "4, 0, 0, 0, a",
    "3, 3, 0, 0, a",
    "1, 3, 3, 0, b",
    "2, 1, 1, 0, -",
    "2, 2, 1, 0, -",
    "0, 0, 0, 0, -",
    "4, 0, 0, 1, -",
  })
  void one_reader_gives_a_shard_away_if_another_has_two_fewer(
      int a, int b, int c, int free, String by) {
    Map<String, Integer> shards = Map.of("a", a, "b", b, "c", c);
    for (String reader : shards.keySet()) {
      assertThat(Sharing.toGive(reader, shards, free)).as(reader).isEqualTo(reader.equals(by));
    }
  }

  /// Whatever was before, shards come to rest, and nobody then has two more than another.
  @ParameterizedTest
  @CsvSource({"9, 0, 0", "4, 4, 1", "1, 0, 7", "10, 5, 0"})
  void moves_come_to_an_end(int a, int b, int c) {
    Map<String, Integer> shards = new HashMap<>(Map.of("a", a, "b", b, "c", c));
    int moves = 0;
    while (shards.keySet().stream().anyMatch(reader -> Sharing.toGive(reader, shards, 0))) {
      String giver =
          shards.keySet().stream()
              .filter(reader -> Sharing.toGive(reader, shards, 0))
              .findFirst()
              .orElseThrow();
      shards.merge(giver, -1, Integer::sum);
      String taker =
          shards.keySet().stream()
              .filter(reader -> Sharing.toClaim(reader, shards, 1) == 1)
              .findFirst()
              .orElseThrow();
      assertThat(taker).isNotEqualTo(giver);
      shards.merge(taker, 1, Integer::sum);
      assertThat(++moves).isLessThan(20);
    }
  }
}
