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

  @Test
  void nothing_that_was_begun_is_left_behind_an_open_record_once_all_that_is_due_is_settled() {
    Random random = new Random(11);
    for (int round = 0; round < 500; round++) {
      int lanes = 2 + random.nextInt(9);
      LaneWatermark watermark = new LaneWatermark(lanes);
      List<StreamRecord> records = records(1 + random.nextInt(60), 1 + random.nextInt(20));
      int[] running = new int[lanes];
      int last = -1;
      watermark.read(records);
      List<List<Integer>> places = new ArrayList<>();
      IntStream.range(0, lanes).forEach(_ -> places.add(new ArrayList<>()));
      for (int i = 0; i < records.size(); i++) {
        places.get(LaneWatermark.laneOf(records.get(i), lanes)).add(i);
      }
      int[] begun = new int[lanes];
      int committed = -1;
      for (int step = random.nextInt(40); step > 0; step--) {
        int lane = random.nextInt(lanes);
        int more = Math.min(places.get(lane).size() - begun[lane], 1 + random.nextInt(4));
        if (running[lane] == 0 && more > 0) {
          assertThat(watermark.begin(lane, more)).isTrue();
          begun[lane] += more;
          running[lane] = more;
          last = Math.max(last, places.get(lane).get(begun[lane] - 1));
        } else if (running[lane] > 0) {
          int some = 1 + random.nextInt(running[lane]);
          committed = place(watermark.settled(lane, some), committed);
          running[lane] -= some;
        }
      }
      watermark.end();
      assertThat(watermark.begin(0, 1)).isFalse();
      for (int lane = 0; lane < lanes; lane++) {
        assertThat(watermark.due(lane)).isGreaterThanOrEqualTo(running[lane]);
        while (watermark.due(lane) > 0) {
          committed = place(watermark.settled(lane, 1), committed);
        }
      }
      assertThat(committed).isEqualTo(last);
    }
  }

  @Test
  void single_lane_owes_nothing_and_a_lane_that_cannot_go_on_frees_the_others() {
    LaneWatermark single = new LaneWatermark(1);
    single.read(records(4, 2));
    assertThat(single.begin(0, 2)).isTrue();
    single.end();
    assertThat(single.due(0)).isZero();

    LaneWatermark both = new LaneWatermark(2);
    both.read(List.of(record(0, key(0)), record(1, key(1))));
    assertThat(both.begin(1, 1)).isTrue();
    both.end();
    assertThat(both.due(0)).isEqualTo(1);
    both.abandon();
    assertThat(both.due(0)).isZero();
  }

  private static int place(@Nullable StreamRecord last, int before) {
    return last == null ? before : Integer.parseInt(last.id());
  }

  private static String key(int lane) {
    return IntStream.range(0, 100)
        .mapToObj(i -> "k" + i)
        .filter(key -> LaneWatermark.laneOf(record(0, key), 2) == lane)
        .findFirst()
        .orElseThrow();
  }
}
