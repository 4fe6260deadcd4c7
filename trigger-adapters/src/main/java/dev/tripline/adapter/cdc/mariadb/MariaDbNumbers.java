package dev.tripline.adapter.cdc.mariadb;

import dev.tripline.adapter.cdc.ChangeDatabase.Numbers;
import java.math.BigInteger;
import java.util.Map;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.source.SourceRecord;
import org.jspecify.annotations.Nullable;

/// Places of changes in the binary log, as the connector tells them. Rows of a snapshot are counted, but
/// for the last one, which stands where the snapshot was taken. For one thread.
final class MariaDbNumbers implements Numbers {
  /// A header of the insert that a changed primary key is, after the delete.
  private static final String OLD_KEY = "__debezium.oldkey";

  private final BigInteger behind;
  private BigInteger snapshotRow;
  private BigInteger last;

  private MariaDbNumbers(BigInteger snapshotRow, BigInteger behind) {
    this.snapshotRow = snapshotRow;
    this.behind = behind;
    this.last = behind;
  }

  /// @param row the last row of an earlier snapshot that was not finished
  static MariaDbNumbers ofSnapshot(BigInteger row) {
    return new MariaDbNumbers(row, BigInteger.ZERO);
  }

  /// @param place up to which everything is finished, also what is shown again
  static MariaDbNumbers behind(LogPlace place) {
    return new MariaDbNumbers(BigInteger.ZERO, place.number());
  }

  @Override
  public @Nullable BigInteger of(SourceRecord record, boolean change) {
    Map<String, ?> offset = record.sourceOffset();
    String snapshot =
        change ? ((Struct) record.value()).getStruct("source").getString("snapshot") : null;
    boolean inSnapshot =
        change
            ? snapshot != null && !snapshot.equals("false") && !snapshot.equals("incremental")
            : offset.containsKey("snapshot");
    if (!inSnapshot) {
      return inLog(record, change);
    }
    if (!change) {
      return null;
    }
    snapshotRow = snapshotRow.add(BigInteger.ONE);
    return "last".equals(snapshot) ? place(offset, 0, 0, false).number() : snapshotRow;
  }

  private @Nullable BigInteger inLog(SourceRecord record, boolean change) {
    Map<String, ?> offset = record.sourceOffset();
    boolean second = record.headers().lastWithName(OLD_KEY) != null;
    BigInteger number =
        place(offset, number(offset, "event"), number(offset, "row"), second).number();
    if (number.compareTo(change ? behind : last) <= 0) {
      return null;
    }
    last = number;
    return number;
  }

  private static LogPlace place(Map<String, ?> offset, long event, long row, boolean second) {
    if (offset.get("file") instanceof String file) {
      return new LogPlace(LogPlace.fileNumber(file), number(offset, "pos"), event, row, second);
    }
    throw new IllegalStateException("a record without a file: " + offset);
  }

  private static long number(Map<String, ?> offset, String name) {
    return offset.get(name) instanceof Number number ? number.longValue() : 0;
  }
}
