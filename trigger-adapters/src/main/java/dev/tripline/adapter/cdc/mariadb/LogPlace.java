package dev.tripline.adapter.cdc.mariadb;

import java.math.BigInteger;

/// A place in a binary log: the beginning of a transaction, and what was shown of it. As one number it
/// rises along the log. Rows of a snapshot are counted below all places.
///
/// @param file its number; 0 for rows of a snapshot
/// @param position of the transaction's beginning in the file
/// @param event the number of the transaction's events that were shown
/// @param row the number of rows of the next one that were shown
/// @param second whether it is the second of two changes of the same row: a new key is a delete and an
///     insert
record LogPlace(long file, long position, long event, long row, boolean second) {
  private static final int PART = 32;
  private static final BigInteger PART_MASK =
      BigInteger.ONE.shiftLeft(PART).subtract(BigInteger.ONE);
  private static final BigInteger POSITION_MASK =
      BigInteger.ONE.shiftLeft(2 * PART).subtract(BigInteger.ONE);

  /// Set in numbers that tell the two changes of a row apart. Earlier ones, which checkpoints may still
  /// hold, are all below it.
  private static final int TOLD_APART = 5 * PART;

  static LogPlace of(BigInteger number) {
    BigInteger place = number.clearBit(TOLD_APART);
    boolean toldApart = number.testBit(TOLD_APART);
    long row = place.and(PART_MASK).longValueExact();
    return new LogPlace(
        place.shiftRight(4 * PART).longValueExact(),
        place.shiftRight(2 * PART).and(POSITION_MASK).longValueExact(),
        place.shiftRight(PART).and(PART_MASK).longValueExact(),
        toldApart ? row >> 1 : row,
        toldApart && (row & 1) == 1);
  }

  /// @param name such as `mysqld-bin.000003`
  static long fileNumber(String name) {
    return Long.parseLong(name.substring(name.lastIndexOf('.') + 1));
  }

  BigInteger number() {
    return BigInteger.valueOf(file)
        .shiftLeft(4 * PART)
        .or(BigInteger.valueOf(position).shiftLeft(2 * PART))
        .or(BigInteger.valueOf(event).shiftLeft(PART))
        .or(BigInteger.valueOf(row << 1 | (second ? 1 : 0)))
        .setBit(TOLD_APART);
  }

  boolean isInSnapshot() {
    return file == 0;
  }
}
