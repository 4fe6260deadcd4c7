package dev.tripline.dispatcher.deadletter.shadow.run;

import dev.tripline.dispatcher.deadletter.shadow.run.ShadowRun.State;
import dev.tripline.dispatcher.deadletter.shadow.run.ShadowRun.Tally;
import dev.tripline.dispatcher.trigger.TriggerLease;
import dev.tripline.spi.audit.Actor;
import dev.tripline.spi.audit.AuditEntry;
import dev.tripline.spi.audit.AuditEntry.Target;
import dev.tripline.spi.deadletter.DeadLetter;
import dev.tripline.spi.invocation.FunctionTarget;
import dev.tripline.spi.invocation.UnknownFunctionException;
import dev.tripline.spi.redrive.DeadLetterScan;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One shadow redrive while this node carries it out. It begins at the letter at which it was; letters that
/// have an outcome are not run again, whatever ended the node. One thread, and one for each event that is run.
final class ShadowWork {
  private static final Logger log = LoggerFactory.getLogger(ShadowWork.class);
  private static final int PAGE = 50;
  private static final long LOOK_NANOS = Duration.ofMillis(500).toNanos();

  private final ShadowRun run;
  private final TriggerLease lease;
  private final Parts parts;
  private final BlockingQueue<Answer> answers = new LinkedBlockingQueue<>();
  private final Set<Thread> threads = ConcurrentHashMap.newKeySet();
  private String position;
  private long done;
  private long lookedAt = System.nanoTime() - LOOK_NANOS;

  ShadowWork(ShadowRun run, TriggerLease lease, Parts parts) {
    this.run = run;
    this.lease = lease;
    this.parts = parts;
    this.position = run.position();
    this.done = run.tally().done();
  }

  /// @param allowed events that a candidate may run at once in the shadow; 0 if it is switched off
  record Parts(
      ShadowStore store,
      DeadLetterScan scan,
      DryRuns dryRuns,
      ToIntFunction<FunctionTarget> allowed) {}

  /// @param outcome null if there is none, because of the failure
  private record Answer(@Nullable ShadowOutcome outcome, @Nullable RuntimeException failure) {}

  /// Returns when it is over, or another node has it.
  void run() throws InterruptedException {
    boolean interrupted = true;
    try {
      while (goesOn()) {
        if (done >= run.order().total() || !page()) {
          break;
        }
      }
      interrupted = false;
    } finally {
      if (interrupted) {
        threads.forEach(Thread::interrupt);
      }
    }
  }

  /// @return false if nothing is left to do here
  private boolean page() throws InterruptedException {
    DeadLetterScan.Page page = parts.scan.oldestFirst(run.order().scope(), position, PAGE);
    List<DeadLetter> letters = page.letters();
    Set<String> noted = parts.store.noted(run.id(), letters.stream().map(DeadLetter::id).toList());
    Deque<DeadLetter> waiting = new ArrayDeque<>();
    letters.stream()
        .filter(letter -> !noted.contains(letter.id()))
        .limit(run.order().total() - done)
        .forEach(waiting::add);
    if (!runAll(waiting)) {
      return false;
    }
    if (!letters.isEmpty()) {
      position = letters.getLast().id();
    }
    if (page.next() == null || done >= run.order().total()) {
      end(State.COMPLETED, null);
      return false;
    }
    return parts.store.note(run.id(), List.of(), position);
  }

  /// @return false if it does not go on here
  private boolean runAll(Deque<DeadLetter> waiting) throws InterruptedException {
    int running = 0;
    while (!waiting.isEmpty() || running > 0) {
      int allowed =
          Math.min(run.order().concurrency(), parts.allowed.applyAsInt(run.order().target()));
      if (allowed == 0) {
        end(State.STOPPED, run.order().target() + " is switched off");
        return false;
      }
      while (running < allowed && !waiting.isEmpty()) {
        start(waiting.remove());
        running++;
      }
      List<Answer> come = come();
      running -= come.size();
      if (!take(come) || !goesOn()) {
        return false;
      }
    }
    return true;
  }

  private void start(DeadLetter letter) {
    Thread thread =
        Thread.ofVirtual()
            .name("shadow redrive of " + letter.id())
            .unstarted(() -> {
              answers.add(answer(letter));
              threads.remove(Thread.currentThread());
            });
    threads.add(thread);
    thread.start();
  }

  private Answer answer(DeadLetter letter) {
    try {
      return new Answer(parts.dryRuns.run(run.id(), run.order().target(), letter), null);
    } catch (RuntimeException e) {
      return new Answer(null, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return new Answer(null, new IllegalStateException("this node ends", e));
    }
  }

  private List<Answer> come() throws InterruptedException {
    List<Answer> come = new ArrayList<>();
    Answer first = answers.poll(LOOK_NANOS, TimeUnit.NANOSECONDS);
    if (first != null) {
      come.add(first);
      answers.drainTo(come);
    }
    return come;
  }

  private boolean take(List<Answer> come) {
    List<ShadowOutcome> outcomes = new ArrayList<>();
    RuntimeException failure = null;
    for (Answer answer : come) {
      if (answer.outcome != null) {
        outcomes.add(answer.outcome);
      } else {
        failure = answer.failure;
      }
    }
    done += outcomes.size();
    boolean runs = outcomes.isEmpty() || parts.store.note(run.id(), outcomes, position);
    if (failure instanceof UnknownFunctionException) {
      end(State.STOPPED, "there is no " + run.order().target() + " any more");
      return false;
    }
    if (failure != null) {
      throw failure;
    }
    return runs;
  }

  /// Asks now and again.
  private boolean goesOn() {
    if (System.nanoTime() - lookedAt < LOOK_NANOS) {
      return true;
    }
    lookedAt = System.nanoTime();
    if (!lease.hold() || !parts.store.runs(run.id())) {
      return false;
    }
    if (!parts.store.now().isBefore(run.until())) {
      end(State.STOPPED, "it is out of time (tripline.shadow-redrives.longest)");
      return false;
    }
    return true;
  }

  private void end(State state, @Nullable String note) {
    parts
        .store
        .end(run.id(), state, note, tally -> entry(state, note, tally))
        .ifPresent(
            _ -> log.info("Shadow redrive {}: {} {}", run.id(), state, note == null ? "" : note));
  }

  private AuditEntry entry(State state, @Nullable String note, Tally tally) {
    return new AuditEntry(
        Actor.SYSTEM,
        state == State.COMPLETED ? "CompleteShadowRedrive" : "StopShadowRedrive",
        Target.redrive(run.id()),
        note,
        Map.of(
            "succeeds", Long.toString(tally.succeeded()),
            "sameFailure", Long.toString(tally.sameFailure()),
            "otherFailure", Long.toString(tally.otherFailure()),
            "notRun", Long.toString(tally.notRun())));
  }
}
