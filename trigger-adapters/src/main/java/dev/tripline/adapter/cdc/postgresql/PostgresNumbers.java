package dev.tripline.adapter.cdc.postgresql;

import dev.tripline.adapter.cdc.ChangeDatabase.Numbers;
import java.math.BigInteger;
import java.util.Map;
import java.util.function.LongSupplier;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.source.SourceRecord;
import org.jspecify.annotations.Nullable;

/// Places of changes as numbers: the end of the transaction before, the change's own position in the log,
/// and its rank among those of the same position. Transactions come in the order of their ends, changes in
/// one in the order of the log, so the numbers rise, and a reading that begins anew at the end of a
/// transaction gives the same ones.
///
/// Rows of a snapshot are counted below all positions, but for the last one, which stands where the
/// snapshot was taken. For one thread.
final class PostgresNumbers implements Numbers {
  private static final int BOUNDARY_SHIFT = 96;
  private static final int POSITION_SHIFT = 32;

  private final LongSupplier start;
  private @Nullable Long known;
  private BigInteger snapshotRow;
  private long boundary;
  private long position;
  private long rank;

  /// @param snapshotRow the last row of an earlier snapshot that was not finished
  /// @param start where changes begin, while no transaction has ended yet; asked once
  PostgresNumbers(BigInteger snapshotRow, LongSupplier start) {
    this.snapshotRow = snapshotRow;
    this.start = start;
  }

  @Override
  public @Nullable BigInteger of(SourceRecord record, boolean change) {
    Map<String, ?> offset = record.sourceOffset();
    if (change && isSnapshot(record)) {
      snapshotRow = snapshotRow.add(BigInteger.ONE);
      return isLast(record) ? whole(number(offset, "lsn")) : snapshotRow;
    }
    if (!change && offset.containsKey("snapshot")) {
      return null;
    }
    long end = offset.containsKey("lsn_commit") ? number(offset, "lsn_commit") : start();
    return change ? change(end, number(offset, "lsn")) : whole(end);
  }

  /// The place of a change.
  ///
  /// @param end of the transaction before
  BigInteger change(long end, long now) {
    rank = end == boundary && now == position ? rank + 1 : 0;
    boundary = end;
    position = now;
    return whole(end).or(unsigned(now).shiftLeft(POSITION_SHIFT)).or(BigInteger.valueOf(rank));
  }

  private long start() {
    if (known == null) {
      known = start.getAsLong();
    }
    return known;
  }

  private static boolean isSnapshot(SourceRecord record) {
    String snapshot = ((Struct) record.value()).getStruct("source").getString("snapshot");
    return snapshot != null && !snapshot.equals("false") && !snapshot.equals("incremental");
  }

  private static boolean isLast(SourceRecord record) {
    return "last".equals(((Struct) record.value()).getStruct("source").getString("snapshot"));
  }

  private static long number(Map<String, ?> offset, String name) {
    if (offset.get(name) instanceof Number number) {
      return number.longValue();
    }
    throw new IllegalStateException("a record without " + name + ": " + offset);
  }

  private static BigInteger unsigned(long position) {
    return new BigInteger(Long.toUnsignedString(position));
  }

  /// The place behind a transaction that ended there.
  static BigInteger whole(long end) {
    return unsigned(end).shiftLeft(BOUNDARY_SHIFT);
  }

  /// The end of the last transaction before a place; 0 for rows of a snapshot.
  static long boundary(BigInteger place) {
    return place.shiftRight(BOUNDARY_SHIFT).longValue();
  }

  /// As PostgreSQL writes it.
  static String inWords(long position) {
    return "%X/%X".formatted(position >>> 32, position & 0xffff_ffffL);
  }

  /// @param text `16/B374D848`
  static long parse(String text) {
    String[] halves = text.split("/", 2);
    return Long.parseUnsignedLong(halves[0], 16) << 32 | Long.parseUnsignedLong(halves[1], 16);
  }
}
