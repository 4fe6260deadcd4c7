package dev.tripline.dispatcher.trigger;

import dev.tripline.delivery.stream.StreamDelivery;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// The status of a trigger on this node. Written by its threads, read by requests; safe for many
/// threads.
public final class TriggerStatus {

  /// `Creating` until the source answered for the first time, `Enabled` while it does, `Failing` while
  /// it does not, `Standby` while another node has it, `Pausing` until the last batch is settled, then
  /// `Paused`.
  public enum State {
    CREATING("Creating"),
    ENABLED("Enabled"),
    FAILING("Failing"),
    STANDBY("Standby"),
    PAUSING("Pausing"),
    PAUSED("Paused");

    private final String text;

    State(String text) {
      this.text = text;
    }

    public String text() {
      return text;
    }
  }

  /// @param nextRetryAt when the source is tried again, if it failed
  /// @param warning about the trigger's current settings, with which it runs nevertheless
  /// @param lastResult in words
  /// @param inFlight messages that are with the function or wait for it
  /// @param pollers the number that read the queue; 0 for other sources
  public record Snapshot(
      State state,
      @Nullable String warning,
      @Nullable String lastError,
      @Nullable Instant lastErrorAt,
      @Nullable Instant nextRetryAt,
      @Nullable String lastResult,
      @Nullable Instant lastResultAt,
      int inFlight,
      int pollers,
      Counts counts) {}

  /// Since this node started the trigger.
  public record Counts(long received, long succeeded, long retried, long deadLettered) {}

  /// The log of a database that a trigger reads.
  ///
  /// @param keptBytes the part that the server keeps for the trigger; negative if that is not known here
  /// @param silence the time since the last change or heartbeat; null where it is not read
  public record ServerLog(long keptBytes, @Nullable Duration silence) {}

  private final InstantSource clock;
  private Supplier<List<StreamDelivery.ShardView>> shards = List::of;
  private @Nullable Supplier<ServerLog> log;
  private State state = State.CREATING;
  private @Nullable String warning;
  private @Nullable String lastError;
  private @Nullable Instant lastErrorAt;
  private @Nullable Instant nextRetryAt;
  private long revision;
  private @Nullable String lastResult;
  private @Nullable Instant lastResultAt;
  private int inFlight;
  private int pollers;
  private Counts counts = new Counts(0, 0, 0, 0);

  public TriggerStatus(InstantSource clock) {
    this.clock = clock;
  }

  /// Sets the supplier of the shards that are being read.
  public synchronized void watch(Supplier<List<StreamDelivery.ShardView>> read) {
    shards = read;
  }

  /// The shards of a stream that this node reads now, by id.
  public List<StreamDelivery.ShardView> shards() {
    Supplier<List<StreamDelivery.ShardView>> read;
    synchronized (this) {
      read = shards;
    }
    return read.get();
  }

  /// Sets the supplier of the state of the database's log.
  public synchronized void watchLog(Supplier<ServerLog> read) {
    log = read;
  }

  /// The log of a trigger's database; null for other sources.
  public @Nullable ServerLog log() {
    Supplier<ServerLog> read;
    synchronized (this) {
      read = log;
    }
    return read == null ? null : read.get();
  }

  /// The number of events that are with the function or wait for it.
  public long inFlight() {
    List<StreamDelivery.ShardView> read = shards();
    return read.isEmpty()
        ? snapshot().inFlight()
        : read.stream().mapToLong(StreamDelivery.ShardView::inFlight).sum();
  }

  public synchronized Snapshot snapshot() {
    return new Snapshot(
        state,
        warning,
        lastError,
        lastErrorAt,
        nextRetryAt,
        lastResult,
        lastResultAt,
        inFlight,
        pollers,
        counts);
  }

  /// Notes that it starts, or starts again, with the settings of that revision.
  public synchronized void creating(long withSettings) {
    revision = withSettings;
    state = State.CREATING;
    nextRetryAt = null;
  }

  /// The source answered.
  public synchronized void healthy() {
    if (state != State.PAUSING && state != State.PAUSED) {
      state = State.ENABLED;
    }
    nextRetryAt = null;
  }

  /// As [#healthy()], of a run with the settings of that revision: one with older settings, which is about
  /// to end, says nothing about the trigger as it is now.
  public synchronized void healthy(long withSettings) {
    if (withSettings >= revision) {
      healthy();
    }
  }

  public synchronized void standby() {
    if (state != State.PAUSING && state != State.PAUSED) {
      state = State.STANDBY;
    }
  }

  public synchronized void failing(String error, Duration retryIn) {
    if (state != State.PAUSING && state != State.PAUSED) {
      state = State.FAILING;
    }
    nextRetryAt = clock.instant().plus(retryIn);
    error(error);
  }

  /// Sets the warning about its current settings; null for none.
  public synchronized void warning(@Nullable String text) {
    warning = text;
  }

  /// Notes that one more poller reads the queue.
  public synchronized void pollerBegan() {
    pollers++;
  }

  public synchronized void pollerEnded() {
    pollers--;
  }

  /// Notes a problem that does not stop the source.
  public synchronized void error(String error) {
    lastError = error;
    lastErrorAt = clock.instant();
  }

  public synchronized void pausing() {
    state = State.PAUSING;
  }

  /// The last batch is settled. Nothing to say if it was resumed in the meantime.
  public synchronized void paused() {
    if (state != State.PAUSING) {
      return;
    }
    state = State.PAUSED;
    inFlight = 0;
    nextRetryAt = null;
  }

  public synchronized void began(int messages) {
    inFlight += messages;
    counts =
        new Counts(
            counts.received + messages, counts.succeeded, counts.retried, counts.deadLettered);
  }

  /// They are neither with the function nor settled: their run ended first, and they come again.
  public synchronized void abandoned(int messages) {
    inFlight = Math.max(0, inFlight - messages);
  }

  public synchronized void ended(int succeeded, int retried, int deadLettered) {
    inFlight = Math.max(0, inFlight - succeeded - retried - deadLettered);
    counts =
        new Counts(
            counts.received,
            counts.succeeded + succeeded,
            counts.retried + retried,
            counts.deadLettered + deadLettered);
    lastResult =
        "%d succeeded, %d will be retried, %d dead-lettered"
            .formatted(succeeded, retried, deadLettered);
    lastResultAt = clock.instant();
  }

  public synchronized void result(String result) {
    lastResult = result;
    lastResultAt = clock.instant();
  }
}
