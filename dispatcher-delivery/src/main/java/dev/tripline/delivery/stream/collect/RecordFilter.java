package dev.tripline.delivery.stream.collect;

import dev.tripline.delivery.filter.EventFilter;
import dev.tripline.spi.source.StreamRecord;
import dev.tripline.spi.source.StreamSource;
import java.util.function.Predicate;

/// The one place where a record enters a lane's batch, or does not. For one thread.
public final class RecordFilter {
  /// Lambda's limit for the payload of a synchronous invocation, less some room for the batch's frame.
  public static final long MAX_BYTES = 6L * 1024 * 1024 - 2_048;

  private final StreamSource source;
  private final EventFilter filter;
  private final boolean filters;
  private final Predicate<StreamRecord> known;
  private final Predicate<StreamRecord> tooDeep;

  /// @param known whether a record is settled already, though it was read again
  /// @param tooDeep whether its chain of invocations is stopped
  public RecordFilter(
      StreamSource source,
      EventFilter filter,
      Predicate<StreamRecord> known,
      Predicate<StreamRecord> tooDeep) {
    this.source = source;
    this.filter = filter;
    this.filters = !filter.equals(EventFilter.ALL);
    this.known = known;
    this.tooDeep = tooDeep;
  }

  /// Adds a record to the batch: for the function, or for none.
  public void enter(StreamRecord record, Batch batch) {
    if (known.test(record)) {
      batch.skipKnown();
    } else if (filters && !filter.matches(source.toRecord(record))) {
      batch.skipFiltered();
    } else if (record.size() > MAX_BYTES) {
      batch.addOversized(record);
    } else if (tooDeep.test(record)) {
      batch.addStopped(record);
    } else {
      batch.add(record);
    }
  }
}
