package dev.tripline.dispatcher.trigger.run;

import dev.tripline.dispatcher.trigger.OpenedSource;
import dev.tripline.dispatcher.trigger.SourceRun;
import dev.tripline.dispatcher.trigger.Trigger;
import dev.tripline.dispatcher.trigger.TriggerStatus;
import dev.tripline.retry.Backoff;
import dev.tripline.spi.source.SourceUnavailableException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Keeps a trigger's source running, on threads of its own: after a failure with growing pauses, until
/// it is stopped. It begins when the one that it replaces has ended, so that a source never runs twice; if
/// both are of a queue that is read by competing consumers, when it reads no more.
public final class RunningTrigger {
  private static final Logger log = LoggerFactory.getLogger(RunningTrigger.class);
  private static final Pattern POWER_OF_TEN = Pattern.compile("10+");

  private final Trigger trigger;
  private final TriggerStatus status;
  private final OpenedSource.Runs runs;
  private final Backoff backoff;
  private final CountDownLatch stopping = new CountDownLatch(1);
  private final List<RunThread> threads = new ArrayList<>();
  private final boolean competing;
  private final CountDownLatch reading;
  private final CountDownLatch ended;

  public RunningTrigger(
      Trigger trigger, TriggerStatus status, OpenedSource.Reading source, Duration maxBackoff) {
    this.trigger = trigger;
    this.status = status;
    this.runs = source.runs();
    this.backoff = new Backoff(Duration.ofMillis(500), 2, maxBackoff, 0.2);
    this.competing = source.competing();
    this.reading = new CountDownLatch(source.threads());
    this.ended = new CountDownLatch(source.threads());
    for (int i = 0; i < source.threads(); i++) {
      threads.add(new RunThread());
    }
  }

  public Trigger trigger() {
    return trigger;
  }

  public TriggerStatus status() {
    return status;
  }

  /// @param before the run that must have ended first
  public void start(@Nullable RunningTrigger before) {
    for (int i = 0; i < threads.size(); i++) {
      RunThread each = threads.get(i);
      each.thread =
          Thread.ofVirtual()
              .name("trigger " + trigger.name() + " " + i)
              .start(() -> {
                try {
                  if (before != null) {
                    (competing && before.competing ? before.reading : before.ended).await();
                  }
                  each.run();
                  if (before != null) {
                    before.ended.await();
                  }
                } catch (InterruptedException _) {
                  log.info(
                      "Trigger {} was interrupted; its source gives back what is open",
                      trigger.name());
                } finally {
                  each.readsNoMore();
                  ended.countDown();
                }
              });
    }
  }

  /// Reads no more; what is with the function may end. Does not wait.
  public void stop() {
    stopping.countDown();
    threads.forEach(RunThread::stop);
  }

  /// Waits for the end, however long the function takes.
  public void awaitEnd() throws InterruptedException {
    ended.await();
  }

  /// Calls it when this has ended and has not been started anew.
  public void whenEnded(Runnable then) {
    Thread.ofVirtual()
        .name("trigger " + trigger.name() + " end")
        .start(() -> {
          try {
            ended.await();
            then.run();
          } catch (InterruptedException _) {
            log.info("Nobody waits for the end of trigger {} any more", trigger.name());
          }
        });
  }

  /// Waits for the end; what takes longer is interrupted.
  public void awaitEnd(Duration longest) throws InterruptedException {
    if (ended.await(longest.toMillis(), TimeUnit.MILLISECONDS)) {
      return;
    }
    log.warn("Trigger {} still works after {}; it is interrupted", trigger.name(), longest);
    for (RunThread each : threads) {
      Thread thread = each.thread;
      if (thread != null) {
        thread.interrupt();
      }
    }
    ended.await();
  }

  /// One thread with one run at a time.
  private final class RunThread {
    private volatile @Nullable Thread thread;
    private volatile @Nullable SourceRun current;
    private String lastFailure = "";
    private int repeated;

    private boolean read = true;

    void readsNoMore() {
      if (read) {
        read = false;
        reading.countDown();
      }
    }

    void stop() {
      SourceRun run = current;
      if (run != null) {
        run.stop();
      }
    }

    void run() throws InterruptedException {
      int failures = 0;
      while (stopping.getCount() > 0) {
        long start = System.nanoTime();
        try (SourceRun run = runs.open()) {
          current = run;
          if (stopping.getCount() > 0) {
            run.run();
          }
          if (stopping.getCount() == 0) {
            readsNoMore();
          }
        } catch (RuntimeException e) {
          boolean ranLong = System.nanoTime() - start > Duration.ofMinutes(1).toNanos();
          failures = ranLong ? 1 : failures + 1;
          lastFailure = ranLong ? "" : lastFailure;
          Duration delay = backoff.delay(failures, ThreadLocalRandom.current().nextDouble());
          tell(e, delay);
          stopping.await(delay.toMillis(), TimeUnit.MILLISECONDS);
        } finally {
          current = null;
        }
      }
    }

    /// A failure that is repeated is logged when it begins, and then at its 10th, 100th, 1,000th time.
    private void tell(RuntimeException e, Duration delay) {
      String message = e.getMessage() == null ? e.toString() : e.getMessage();
      status.failing(message, delay);
      if (message.equals(lastFailure)) {
        repeated++;
        if (POWER_OF_TEN.matcher(Integer.toString(repeated)).matches()) {
          log.warn(
              "Trigger {} has failed {} times in the same way: {}; tried again in {}",
              trigger.name(),
              repeated,
              message,
              delay);
        }
        return;
      }
      lastFailure = message;
      repeated = 1;
      if (e instanceof SourceUnavailableException) {
        log.warn("Trigger {}: {}; tried again in {}", trigger.name(), message, delay);
      } else {
        log.error("Trigger {} failed; tried again in {}", trigger.name(), delay, e);
      }
    }
  }
}
