package dev.tripline.dispatcher.deadletter.errorclass;

import dev.tripline.spi.deadletter.DeadLetterClasses;
import dev.tripline.spi.deadletter.DeadLetterClasses.Tended;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Resolves quiet classes of dead letters, forgets old ones and classifies letters of earlier versions, once
/// a minute on a thread of its own. Each node does so; the store lets each change happen once.
final class ErrorClassTending implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(ErrorClassTending.class);
  private static final int FIRST_SECONDS = 10;
  private static final int SECONDS = 60;

  private final DeadLetterClasses classes;
  private final ErrorClassSettings settings;
  private final ScheduledExecutorService schedule =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().name("error-classes").daemon().factory());

  private final ScheduledFuture<?> task;
  private volatile boolean closing;

  ErrorClassTending(DeadLetterClasses classes, ErrorClassSettings settings) {
    this.classes = classes;
    this.settings = settings;
    this.task =
        schedule.scheduleWithFixedDelay(this::runOnce, FIRST_SECONDS, SECONDS, TimeUnit.SECONDS);
  }

  void runOnce() {
    try {
      Tended tended;
      do {
        tended = classes.tend(settings.quiet(), settings.retention());
        if (tended.classified() > 0) {
          log.info("{} dead letters of an earlier version have a class now", tended.classified());
        }
      } while (tended.classified() > 0 && !closing);
    } catch (RuntimeException e) {
      log.warn("Classes of dead letters wait; tried again in {} s", SECONDS, e);
    }
  }

  @Override
  public void close() {
    closing = true;
    task.cancel(false);
    schedule.close();
  }
}
