package dev.tripline.adapter.cdc.postgresql;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.util.Map;
import org.apache.kafka.connect.source.SourceRecord;
import org.junit.jupiter.api.Test;

class PostgresNumbersTest {

  private static SourceRecord at(Map<String, Object> offset) {
    return new SourceRecord(Map.of(), offset, "topic", null, null);
  }

  @Test
  void position_is_read_and_written_as_postgresql_does() {
    assertThat(PostgresNumbers.parse("16/B374D848")).isEqualTo(0x16_B374_D848L);
    assertThat(PostgresNumbers.inWords(0x16_B374_D848L)).isEqualTo("16/B374D848");
    long high = PostgresNumbers.parse("FFFFFFFF/FFFFFFFF");
    assertThat(PostgresNumbers.boundary(PostgresNumbers.whole(high))).isEqualTo(high);
  }

  @Test
  void heartbeat_has_the_place_behind_the_last_transaction() {
    var numbers = new PostgresNumbers(BigInteger.ZERO, () -> 40);
    assertThat(numbers.of(at(Map.of("lsn", 7L)), false)).isEqualTo(PostgresNumbers.whole(40));
    assertThat(numbers.of(at(Map.of("lsn", 90L, "lsn_commit", 80L)), false))
        .isEqualTo(PostgresNumbers.whole(80));
  }

  @Test
  void heartbeat_of_a_snapshot_has_no_place() {
    var numbers = new PostgresNumbers(BigInteger.ZERO, () -> 40);
    assertThat(numbers.of(at(Map.of("lsn", 7L, "snapshot", "INITIAL")), false)).isNull();
  }

  @Test
  void changes_come_by_the_end_of_the_transaction_before_then_position_then_rank() {
    var numbers = new PostgresNumbers(BigInteger.ZERO, () -> 0);
    BigInteger last = PostgresNumbers.whole(50);
    for (long[] next : new long[][] {{50, 60}, {50, 60}, {50, 61}, {70, 55}, {70, 80}}) {
      BigInteger place = numbers.change(next[0], next[1]);
      assertThat(place).isGreaterThan(last);
      assertThat(PostgresNumbers.boundary(place)).isEqualTo(next[0]);
      last = place;
    }
  }
}
