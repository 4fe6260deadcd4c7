package dev.tripline.retry.batch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tripline.spi.source.StreamRecord;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class LaneWatermarkTest {

  private static StreamRecord record(int id, @Nullable String key) {
    return new StreamRecord(Integer.toString(id), key, Instant.EPOCH, 1, "handle");
  }

  private static List<StreamRecord> records(int count, int keys) {
    return IntStream.range(0, count).mapToObj(i -> record(i, "key" + i % keys)).toList();
  }

  @Test
  void one_lane_moves_it_with_each_record() {
    LaneWatermark watermark = new LaneWatermark(1);
    List<StreamRecord> records = records(4, 4);
    watermark.read(records);
    assertThat(watermark.settled(0, 3)).isEqualTo(records.get(2));
    assertThat(watermark.settled(0, 1)).isEqualTo(records.get(3));
  }

  @Test
  void slow_lane_holds_it_back_and_then_it_jumps() {
    LaneWatermark watermark = new LaneWatermark(2);
    String one = key(0);
    String other = key(1);
    List<StreamRecord> records =
        List.of(record(0, one), record(1, other), record(2, other), record(3, one));
    watermark.read(records);
    assertThat(watermark.settled(1, 2)).isNull();
    assertThat(watermark.settled(0, 1)).isEqualTo(records.get(2));
    assertThat(watermark.settled(0, 1)).isEqualTo(records.get(3));
  }

  @Test
  void records_without_a_key_are_spread_over_the_lanes() {
    Set<Integer> used = new HashSet<>();
    for (int i = 0; i < 100; i++) {
      used.add(LaneWatermark.laneOf(record(i, null), 4));
    }
    assertThat(used).containsExactlyInAnyOrder(0, 1, 2, 3);
  }

  @Test
  void it_never_passes_an_open_record_and_reaches_the_last() {
    Random random = new Random(7);
    for (int round = 0; round < 200; round++) {
      int lanes = 1 + random.nextInt(10);
      LaneWatermark watermark = new LaneWatermark(lanes);
      List<StreamRecord> records = records(1 + random.nextInt(60), 1 + random.nextInt(20));
      watermark.read(records);
      List<List<Integer>> open = new ArrayList<>();
      IntStream.range(0, lanes).forEach(_ -> open.add(new ArrayList<>()));
      for (int i = 0; i < records.size(); i++) {
        open.get(LaneWatermark.laneOf(records.get(i), lanes)).add(i);
      }
      int committed = -1;
      while (open.stream().anyMatch(lane -> !lane.isEmpty())) {
        int lane = random.nextInt(lanes);
        int count = Math.min(open.get(lane).size(), 1 + random.nextInt(3));
        open.get(lane).subList(0, count).clear();
        StreamRecord last = watermark.settled(lane, count);
        int first =
            open.stream().flatMap(List::stream).min(Integer::compare).orElse(records.size());
        committed = last == null ? committed : Integer.parseInt(last.id());
        assertThat(committed).isEqualTo(first - 1);
      }
    }
  }

  private static String key(int lane) {
    return IntStream.range(0, 100)
        .mapToObj(i -> "k" + i)
        .filter(key -> LaneWatermark.laneOf(record(0, key), 2) == lane)
        .findFirst()
        .orElseThrow();
  }
}
