package dev.tripline.delivery.parking;

import dev.tripline.delivery.PollTimer;
import dev.tripline.delivery.Threads;
import dev.tripline.delivery.ledger.Counts;
import dev.tripline.delivery.ledger.Entry;
import dev.tripline.retry.batch.BatchOutcome;
import dev.tripline.spi.invocation.FunctionTarget;
import dev.tripline.spi.invocation.InvocationRequest;
import dev.tripline.spi.invocation.Invoker;
import dev.tripline.spi.invocation.Origin;
import dev.tripline.spi.invocation.Trace;
import dev.tripline.spi.invocation.UnknownFunctionException;
import dev.tripline.spi.liveness.VitalThreads;
import dev.tripline.spi.parking.ParkedKeyDrains.Drain;
import dev.tripline.spi.parking.ParkedKeyDrains.Progress;
import dev.tripline.spi.parking.ParkedRecord;
import dev.tripline.spi.parking.UnreadableRecordException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Drains the parked keys of one trigger whose drain was asked for, one after the other, on a thread of
/// its own: their records go to the function in order, head first. A batch that fails is tried record
/// by record; the record that fails alone ends the drain and stays at the head.
///
/// Any node that runs the trigger may drain: live records of the key wait behind the others until
/// nothing is left.
public final class KeyDrain implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(KeyDrain.class);
  private static final int BATCHES_AT_ONCE = 100;

  /// The number of looks per search for keys that others have parked, while this node knows of none.
  private static final int EMPTY_LOOKS = 10;

  private static final long MAX_BYTES = 5 * 1024 * 1024;

  /// The longest time between the look at the claim and the function's start: a process that stood still
  /// looks again. Much shorter than any lease.
  private static final long FRESH = Duration.ofSeconds(1).toNanos();

  private final Trigger trigger;
  private final Parking.Services services;
  private final KeyParking parking;
  private final PollTimer timer;
  private final Thread thread;
  private int idle;

  KeyDrain(Trigger trigger, Parking.Services services, KeyParking parking, Duration interval) {
    this.trigger = trigger;
    this.services = services;
    this.parking = parking;
    this.timer = new PollTimer(interval);
    this.thread =
        VitalThreads.ofVirtual("drain of " + trigger.id()).unstarted(this::drainUntilStopped);
  }

  /// The trigger whose keys are drained.
  ///
  /// @param reporting whether the function's answer says where it stopped
  public record Trigger(
      String id, FunctionTarget function, int batchSize, boolean reporting, Invoker functions) {}

  void start() {
    thread.start();
  }

  /// Begins no more invocations. Does not wait.
  public void stop() {
    timer.stop();
  }

  /// Stops, and waits for the invocation that runs. An interrupt ends the wait for the function; its
  /// records come again.
  @Override
  public void close() {
    stop();
    Threads.joinUninterruptibly(thread);
  }

  private void drainUntilStopped() {
    timer.loop(
        this::runOnce,
        "The parked keys of trigger " + trigger.id() + " could not be drained",
        "Draining the parked keys of trigger " + trigger.id());
  }

  private boolean runOnce() throws InterruptedException {
    if (parking.isEmpty() && ++idle % EMPTY_LOOKS != 0) {
      return false;
    }
    parking.refresh();
    if (!parking.isDrainWanted()) {
      return false;
    }
    var drain = services.drains().claim(trigger.id());
    if (drain.isEmpty()) {
      return false;
    }
    return drain(drain.get());
  }

  /// Whether others may be drained at once.
  private boolean drain(Drain drain) throws InterruptedException {
    int size = trigger.batchSize();
    for (int batches = 0; batches < BATCHES_AT_ONCE && !timer.stopped(); batches++) {
      Step step = step(drain, size);
      switch (step) {
        case Step.Went(Progress progress, boolean whole) -> {
          if (progress == Progress.LOST) {
            log.warn("Another node drains key {} of trigger {} now", drain.key(), trigger.id());
            return true;
          }
          if (progress == Progress.UNPARKED) {
            log.info("Key {} of trigger {} is drained and goes on", drain.key(), trigger.id());
            parking.refresh();
            return true;
          }
          size = whole ? Math.min(trigger.batchSize(), size * 2) : 1;
        }
        case Step.Stopped(String error) -> {
          if (size == 1) {
            log.warn(
                "The drain of key {} of trigger {} stops at a record that fails: {}. It stays"
                    + " parked until it is redriven or its head discarded",
                drain.key(),
                trigger.id(),
                error);
            services.drains().release(drain, error);
            return true;
          }
          size = 1;
        }
        case Step.Stale() ->
            log.info("The drain of key {} stood still, and looks again at what waits", drain.key());
        case Step.NotRun(String why) -> {
          log.info("The drain of key {} waits: {}", drain.key(), why);
          services.drains().release(drain, null);
          return false;
        }
      }
    }
    services.drains().release(drain, null);
    return true;
  }

  private sealed interface Step {
    /// @param whole whether the function took all that it was given
    record Went(Progress progress, boolean whole) implements Step {}

    record Stopped(String error) implements Step {}

    record NotRun(String why) implements Step {}

    /// What was read of the store may be old.
    record Stale() implements Step {}
  }

  private Step step(Drain drain, int size) throws InterruptedException {
    long asked = System.nanoTime();
    if (!services.drains().holds(drain)) {
      return new Step.Went(Progress.LOST, false);
    }
    List<ParkedRecord> head;
    try {
      head = services.keys().page(trigger.id(), drain.key(), 0, size);
    } catch (UnreadableRecordException e) {
      return new Step.Stopped(String.valueOf(e.getMessage()));
    }
    Set<String> present =
        services
            .drains()
            .present(
                head.stream().map(ParkedRecord::deadLetterId).filter(Objects::nonNull).toList());
    List<ParkedRecord> settled = new ArrayList<>();
    List<ParkedRecord> wanted = new ArrayList<>();
    long bytes = 0;
    for (ParkedRecord record : head) {
      String letter = record.deadLetterId();
      if (letter != null && !present.contains(letter)) {
        settled.add(record); // redriven or discarded by hand
        continue;
      }
      bytes += record.payload().length;
      if (!wanted.isEmpty()
          && (bytes > MAX_BYTES || !wanted.getFirst().shardId().equals(record.shardId()))) {
        break;
      }
      wanted.add(record);
    }
    if (wanted.isEmpty() || !settled.isEmpty()) {
      return new Step.Went(services.drains().drained(drain, settled), true);
    }
    return System.nanoTime() - asked > FRESH ? new Step.Stale() : deliver(drain, wanted);
  }

  private Step deliver(Drain drain, List<ParkedRecord> records) throws InterruptedException {
    BatchOutcome outcome = invoke(records);
    int taken =
        switch (outcome) {
          case BatchOutcome.Succeeded() -> records.size();
          case BatchOutcome.StoppedAt(int index) -> index;
          case BatchOutcome.Failed _, BatchOutcome.NotRun _ -> 0;
        };
    if (taken > 0) {
      List<ParkedRecord> done = records.subList(0, taken);
      Progress progress = services.drains().drained(drain, done);
      if (progress != Progress.LOST) {
        long counted = done.stream().filter(record -> record.deadLetterId() == null).count();
        parking.ledger().recorded(Counts.resumed(Entry.DELIVERED, counted));
      }
      return new Step.Went(progress, taken == records.size());
    }
    return switch (outcome) {
      case BatchOutcome.Failed(String why) -> new Step.Stopped(why);
      case BatchOutcome.NotRun(String why, _) -> new Step.NotRun(why);
      case BatchOutcome.StoppedAt _, BatchOutcome.Succeeded _ ->
          new Step.Stopped("the function reported the record as failed");
    };
  }

  private BatchOutcome invoke(List<ParkedRecord> records) throws InterruptedException {
    byte[] payload = BatchMerge.merge(records.stream().map(ParkedRecord::payload).toList());
    Trace trace = Trace.ofBatch(records, record -> Trace.ofStored(record.trace()).parent());
    var request =
        new InvocationRequest(
                UUID.randomUUID().toString(), trigger.function(), payload, 1, false, null, 0)
            .from(Origin.UNKNOWN.in(trace));
    try {
      return BatchOutcome.of(
          trigger.functions().invoke(request).outcome(),
          trigger.reporting(),
          records.getFirst().shardId(),
          records.stream().map(ParkedRecord::recordId).toList());
    } catch (UnknownFunctionException e) {
      return new BatchOutcome.NotRun(String.valueOf(e.getMessage()), null);
    }
  }
}
