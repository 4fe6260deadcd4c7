package dev.tripline.dispatcher.alert.deadline;

import dev.tripline.spi.liveness.VitalThreads;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Looks at something that may take long, at most so often, on a thread of its own. Safe for many threads.
final class LatestLook {
  private static final Logger log = LoggerFactory.getLogger(LatestLook.class);

  private final String what;
  private final Look look;
  private final Duration every;
  private final InstantSource clock;
  private final AtomicBoolean looking = new AtomicBoolean();
  private volatile @Nullable Measured last;
  private volatile Instant due = Instant.MIN;
  private volatile boolean unknown;

  /// A look; empty if nothing can be said.
  @FunctionalInterface
  interface Look {
    Optional<Measured> run() throws InterruptedException;
  }

  /// @param what is looked at, for the log
  LatestLook(String what, Look look, Duration every, InstantSource clock) {
    this.what = what;
    this.look = look;
    this.every = every;
    this.clock = clock;
  }

  /// What was found last; empty before the first look has ended. Does not block.
  Optional<Measured> latest() {
    if (!clock.instant().isBefore(due) && looking.compareAndSet(false, true)) {
      due = clock.instant().plus(every);
      VitalThreads.ofVirtual("alerts-look-ahead").start(this::run);
    }
    return Optional.ofNullable(last);
  }

  private void run() {
    try {
      look.run().ifPresentOrElse(this::found, this::failed);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException e) {
      log.warn("{} cannot be looked at; its alert stays as it is", what, e);
    } finally {
      looking.set(false);
    }
  }

  private void found(Measured measured) {
    last = measured;
    unknown = false;
  }

  private void failed() {
    if (!unknown) {
      log.info("Nothing can be said of {} now; its alert stays as it is", what);
      unknown = true;
    }
  }
}
