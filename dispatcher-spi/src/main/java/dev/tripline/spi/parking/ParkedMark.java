package dev.tripline.spi.parking;

import dev.tripline.spi.source.StreamRecord;
import java.math.BigInteger;
import java.time.Instant;

/// How far a shard's records of one key are settled, by what was put behind the key: the newest record
/// that was. All records of the key before it are settled too, since a key's records are settled in their
/// order.
///
/// @param position of that record, which is its id as a number
/// @param readFrom the position where its reader had begun
/// @param newestAt no record up to the mark can have arrived later
public record ParkedMark(String key, BigInteger position, BigInteger readFrom, Instant newestAt) {

  /// The place of a record in its shard.
  public static BigInteger position(String recordId) {
    return new BigInteger(recordId);
  }

  /// Whether the record was settled before it was read again. Not one that arrived after the mark was
  /// made: then somebody has made the stream anew, and its positions mean other records.
  public boolean covers(StreamRecord record) {
    return position(record.id()).compareTo(position) <= 0 && !record.arrivedAt().isAfter(newestAt);
  }

  /// Whether it tells nothing about what is read from there on: all of that is behind it, or reading
  /// begins before the place where the mark's own reader began, so that somebody has asked for a
  /// repetition.
  public boolean isVoid(BigInteger from) {
    return position.compareTo(from) < 0 || readFrom.compareTo(from) > 0;
  }
}
