package dev.tripline.delivery.stream;

import dev.tripline.retry.batch.BatchOutcome;
import dev.tripline.retry.batch.TumblingWindow;
import dev.tripline.retry.batch.WindowState;
import dev.tripline.spi.invocation.Payload;
import dev.tripline.spi.source.StreamRecord;
import dev.tripline.spi.store.SourceStateStore;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/// The tumbling windows of a shard, one after the other, with the state that the function hands from
/// batch to batch. The state is stored with the position that it covers before that position is
/// committed: after a crash, records that come again are known to be in it. For one thread.
final class WindowChain {
  private static final long SHORTEST_WAIT = TimeUnit.MILLISECONDS.toNanos(50);

  /// The clock may be set: it is looked at so often.
  private static final long LONGEST_WAIT = TimeUnit.SECONDS.toNanos(1);

  private final ShardContext context;
  private final TumblingWindow length;
  private final BooleanSupplier caughtUp;
  private final String stateKey;
  private final String closedKey;
  private @Nullable WindowState open;
  private @Nullable WindowState covering;

  /// @param caughtUp whether everything that the shard holds was read
  WindowChain(ShardContext context, Duration length, BooleanSupplier caughtUp) {
    this.context = context;
    this.length = new TumblingWindow(length);
    this.caughtUp = caughtUp;
    this.stateKey = "window/" + context.shardId();
    this.closedKey = "window-closed/" + context.shardId();
    Map<String, String> stored = store().load(context.trigger().id());
    String state = stored.get(stateKey);
    String closed = stored.get(closedKey);
    this.open = state == null ? null : WindowState.fromJson(state);
    this.covering = open == null && closed != null ? WindowState.fromJson(closed) : open;
  }

  /// Whether a record that was read is in a state already, from before a crash. Positions only rise, so
  /// nothing is compared after the first that is not.
  boolean covers(StreamRecord record) {
    if (covering == null) {
      return false;
    }
    if (covering.covers(record.id())) {
      return true;
    }
    covering = null;
    return false;
  }

  /// The end of the window of a record that arrived then.
  Instant endFor(Instant arrivedAt) {
    return length.windowOf(arrivedAt, open == null ? null : open.window()).end();
  }

  /// The time to wait for a record, in nanoseconds, before asking whether the window is over.
  long patience() {
    if (open == null) {
      return Long.MAX_VALUE;
    }
    Duration left = Duration.between(context.services().clock().instant(), open.window().end());
    return Math.clamp(left.toNanos(), SHORTEST_WAIT, LONGEST_WAIT);
  }

  boolean isOpen() {
    return open != null;
  }

  boolean isTooLarge() {
    return open != null && open.tooLarge();
  }

  /// @param next when the next record for the function arrived; null if there is none
  boolean isOver(@Nullable Instant next) {
    return open != null
        && TumblingWindow.isOver(
            open.window(), next, caughtUp.getAsBoolean(), context.services().clock().instant());
  }

  /// Opens the window of a record, unless it is open.
  void open(Instant arrivedAt) {
    TumblingWindow.Window window = length.windowOf(arrivedAt, open == null ? null : open.window());
    if (open == null || !open.window().equals(window)) {
      open = WindowState.begin(window);
    }
  }

  /// The shard ends before the window does.
  void endEarly() {
    WindowState state = Objects.requireNonNull(open);
    open = new WindowState(state.window(), state.state(), state.covered(), true);
  }

  /// The batch as the function gets it.
  ///
  /// @param last whether the function is asked for the window's end
  Payload frame(Payload payload, boolean last) {
    return Payload.of(
        Objects.requireNonNull(open)
            .addTo(
                payload.toByteArray(), context.shardId(), context.trigger().origin().arn(), last));
  }

  /// The outcome of an answer with its state, which is stored as soon as it covers records.
  BatchOutcome aggregate(BatchOutcome outcome, byte[] answer, List<StreamRecord> records)
      throws InterruptedException {
    int done =
        switch (outcome) {
          case BatchOutcome.Succeeded() -> records.size();
          case BatchOutcome.StoppedAt(int index) -> index;
          case BatchOutcome.Failed _, BatchOutcome.NotRun _ -> 0;
        };
    if (done == 0) {
      return outcome;
    }
    return switch (Objects.requireNonNull(open).read(answer, records.get(done - 1).id())) {
      case WindowState.Answer.Missing(String why) -> new BatchOutcome.Failed(why);
      case WindowState.Answer.Next(WindowState next) -> {
        save(Map.of(stateKey, next.toJson(), closedKey, ""));
        open = next;
        yield outcome;
      }
    };
  }

  /// The function was asked for the window's end.
  void close() throws InterruptedException {
    WindowState state = Objects.requireNonNull(open);
    save(Map.of(stateKey, "", closedKey, state.covered() == null ? "" : covered(state)));
    open = null;
  }

  /// The position alone.
  private static String covered(WindowState state) {
    WindowState empty = WindowState.begin(state.window());
    return new WindowState(state.window(), empty.state(), state.covered(), false).toJson();
  }

  private void save(Map<String, String> changes) throws InterruptedException {
    context
        .writes()
        .insist("The state of a window", () -> store().save(context.trigger().id(), changes));
  }

  private SourceStateStore store() {
    return context.services().state();
  }
}
