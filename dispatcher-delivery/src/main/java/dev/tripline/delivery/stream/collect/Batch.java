package dev.tripline.delivery.stream.collect;

import dev.tripline.spi.source.StreamRecord;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// One batch of a lane: the records for the function and, in between, those that it does
/// not get. For one thread.
public final class Batch {
  private static final int FIRST_CAPACITY = 64;

  /// For the function, in order.
  public final List<StreamRecord> records = new ArrayList<>();

  /// Too large for any function.
  public final List<StreamRecord> oversized = new ArrayList<>();

  /// At the end of a chain of invocations.
  public final List<StreamRecord> stopped = new ArrayList<>();

  public int filtered;
  public int known;
  private long bytes;
  private int taken;
  private int[] through = new int[FIRST_CAPACITY];

  void add(StreamRecord record) {
    taken++;
    if (records.size() == through.length) {
      through = Arrays.copyOf(through, through.length * 2);
    }
    through[records.size()] = taken;
    records.add(record);
    bytes += record.size();
  }

  /// Whether the record must go to the next batch. One that is too large for any is for none.
  boolean isFullFor(StreamRecord record) {
    return !records.isEmpty()
        && record.size() <= RecordFilter.MAX_BYTES
        && bytes + record.size() > RecordFilter.MAX_BYTES;
  }

  void addOversized(StreamRecord record) {
    taken++;
    oversized.add(record);
  }

  void addStopped(StreamRecord record) {
    taken++;
    stopped.add(record);
  }

  void skipFiltered() {
    taken++;
    filtered++;
  }

  void skipKnown() {
    taken++;
    known++;
  }

  /// The number of the lane's records that it is made of, with those that the function does not get.
  public int taken() {
    return taken;
  }

  /// All records for the function, not tried yet.
  public Part whole() {
    return new Part(records, Arrays.copyOf(through, records.size()), taken);
  }
}
