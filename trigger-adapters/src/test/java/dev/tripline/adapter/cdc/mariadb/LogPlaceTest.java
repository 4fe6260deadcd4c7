package dev.tripline.adapter.cdc.mariadb;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.util.List;
import org.junit.jupiter.api.Test;

class LogPlaceTest {

  @Test
  void place_survives_as_a_number() {
    LogPlace place = new LogPlace(12, 6_000_000_000L, 70_000, 3, false);
    assertThat(LogPlace.of(place.number())).isEqualTo(place);
  }

  @Test
  void number_of_an_earlier_version_is_read() {
    LogPlace place = LogPlace.of(new BigInteger("340282366920938549628116175737673744385"));
    assertThat(place.file()).isEqualTo(1);
    assertThat(place.position()).isEqualTo(4_671);
    assertThat(place.event()).isEqualTo(2);
    assertThat(place.row()).isEqualTo(1);
    assertThat(place.second()).isFalse();
    assertThat(LogPlace.of(place.number())).isEqualTo(place);
  }

  @Test
  void numbers_rise_along_the_log() {
    List<LogPlace> along =
        List.of(
            new LogPlace(0, 0, 0, 9, false),
            new LogPlace(1, 4, 0, 0, false),
            new LogPlace(1, 4, 0, 1, false),
            new LogPlace(1, 4, 0, 1, true),
            new LogPlace(1, 4, 0, 2, false),
            new LogPlace(1, 4, 2, 0, false),
            new LogPlace(1, 900, 0, 0, false),
            new LogPlace(2, 4, 0, 0, false));
    assertThat(along).extracting(LogPlace::number).isSorted();
    assertThat(along.getFirst().isInSnapshot()).isTrue();
    assertThat(along.getLast().isInSnapshot()).isFalse();
  }

  @Test
  void number_of_a_file_is_its_ending() {
    assertThat(LogPlace.fileNumber("host.log-bin.000307")).isEqualTo(307);
  }
}
