package dev.tripline.delivery.stream.collect;

import dev.tripline.retry.batch.BatchState;
import dev.tripline.spi.invocation.Attempt;
import dev.tripline.spi.invocation.InvocationResult;
import dev.tripline.spi.invocation.Outcome;
import dev.tripline.spi.invocation.Payload;
import dev.tripline.spi.source.StreamRecord;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Records of a batch that are tried together: all of it at first, pieces after a split or a partial
/// answer. For one thread.
public final class Part {
  /// The most attempts of a record in its dead letter: the last ones.
  private static final int REMEMBERED = 100;

  private List<StreamRecord> records;
  private int[] through;
  private final int end;
  private BatchState state;
  private List<Attempt> attempts;
  private String requestId = UUID.randomUUID().toString();
  private @Nullable Payload payload;
  private long notBefore;
  private boolean waits;
  private boolean endless;

  /// @param through the number of the lane's records that are settled after each of these
  /// @param end the number that are settled when all of these are
  public Part(List<StreamRecord> records, int[] through, int end) {
    this(records, through, end, BatchState.fresh(Math.max(1, records.size())), List.of());
  }

  private Part(
      List<StreamRecord> records,
      int[] through,
      int end,
      BatchState state,
      List<Attempt> attempts) {
    this.records = records;
    this.through = through;
    this.end = end;
    this.state = state;
    this.attempts = attempts;
  }

  public List<StreamRecord> records() {
    return records;
  }

  public int size() {
    return records.size();
  }

  public int end() {
    return end;
  }

  public BatchState state() {
    return state;
  }

  public List<Attempt> attempts() {
    return attempts;
  }

  /// The same for all attempts, so that the function can know it again.
  public String requestId() {
    return requestId;
  }

  /// The number of the lane's records that are settled before the one at `index`.
  public int settledBefore(int index) {
    return through[index] - 1;
  }

  /// Null until it is made; kept while the records stay the same.
  public @Nullable Payload payload() {
    return payload;
  }

  public void payload(Payload made) {
    payload = made;
  }

  /// An attempt has failed.
  public void remember(InvocationResult result, String error) {
    String type =
        result.outcome() instanceof Outcome.Failed failed ? failed.errorType() : "BatchItemFailure";
    var attempt =
        new Attempt(
            state.attempts() + 1,
            result.startedAt(),
            result.duration(),
            result.outcome().name(),
            type,
            error);
    List<Attempt> more = new ArrayList<>(attempts);
    if (more.size() == REMEMBERED) {
      more.remove(1);
    }
    more.add(attempt);
    attempts = List.copyOf(more);
  }

  /// It is tried again after the wait.
  ///
  /// @param unlimited whether that may go on for ever
  public void retry(BatchState next, long nanos, boolean unlimited) {
    state = next;
    endless = unlimited;
    notBefore = System.nanoTime() + nanos;
    waits = true;
  }

  /// The nanoseconds that it is to wait; 0 or less if it may be tried.
  public long waitNanos() {
    return waits ? notBefore - System.nanoTime() : 0;
  }

  /// Whether it has failed and may do so for ever.
  public boolean isEndless() {
    return endless;
  }

  /// A part of these records, tried as one of its own.
  public Part piece(int from, int to, BatchState pieceState, boolean sameAttempts) {
    return new Part(
        records.subList(from, to),
        Arrays.copyOfRange(through, from, to),
        to == records.size() ? end : settledBefore(to),
        pieceState,
        sameAttempts ? attempts : List.of());
  }

  /// Removes records, by their indexes in order, that are settled otherwise.
  ///
  /// @return those
  public List<StreamRecord> drop(List<Integer> indexes) {
    List<StreamRecord> dropped = new ArrayList<>();
    List<StreamRecord> kept = new ArrayList<>();
    int[] keptThrough = new int[records.size()];
    int next = 0;
    for (int i = 0; i < records.size(); i++) {
      if (next < indexes.size() && indexes.get(next) == i) {
        dropped.add(records.get(i));
        next++;
      } else {
        keptThrough[kept.size()] = through[i];
        kept.add(records.get(i));
      }
    }
    records = kept;
    through = keptThrough;
    payload = null;
    requestId = UUID.randomUUID().toString();
    if (!kept.isEmpty()) {
      state = state.withSize(kept.size());
    }
    return dropped;
  }
}
