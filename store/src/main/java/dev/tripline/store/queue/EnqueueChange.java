package dev.tripline.store.queue;

import dev.tripline.spi.store.ClaimedInvocation;
import dev.tripline.spi.store.Enqueued;
import dev.tripline.spi.store.NewInvocation;
import dev.tripline.store.engine.Change;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/// Invocations on their way into the queue, which are accepted together.
final class EnqueueChange extends Change<List<Enqueued>> {
  static final long FIRST_TOKEN = 1;

  final List<Row> rows;

  EnqueueChange(Kind<EnqueueChange> kind, List<Row> rows) {
    super(kind);
    this.rows = rows;
  }

  /// All rows have their answers.
  void answered() {
    List<Enqueued> answers = new ArrayList<>(rows.size());
    for (Row row : rows) {
      answers.add(row.answer);
    }
    succeed(answers);
  }

  /// One invocation of a change.
  static final class Row {
    final NewInvocation invocation;
    final boolean claim;
    final byte[] payload;
    private Enqueued answer = new Enqueued.Waiting();

    /// @param payload as it is to be stored
    Row(NewInvocation invocation, boolean claim, byte[] payload) {
      this.invocation = invocation;
      this.claim = claim;
      this.payload = payload;
    }

    /// The part of the deduplication key that keeps triggers apart.
    String dedupScope() {
      String trigger = invocation.triggerId();
      return trigger == null ? "" : trigger;
    }

    /// @param epoch the owner in the row, if it is claimed
    void accepted(long sequence, long epoch, Instant acceptedAt) {
      answer =
          claim
              ? new Enqueued.Claimed(
                  new ClaimedInvocation(
                      sequence, FIRST_TOKEN, epoch, invocation, acceptedAt, List.of(), 0, 0))
              : new Enqueued.Waiting();
    }

    /// Others of its group are before it.
    void held() {
      answer = new Enqueued.Held();
    }

    void duplicate() {
      answer = new Enqueued.Duplicate();
    }
  }
}
