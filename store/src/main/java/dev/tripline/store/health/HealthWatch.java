package dev.tripline.store.health;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Looks at the health of the queue from time to time, keeps the last result, and warns once when it
/// turns bad.
public final class HealthWatch {
  private static final Logger log = LoggerFactory.getLogger(HealthWatch.class);

  private final Supplier<QueueHealth> probe;
  private volatile QueueHealth last = QueueHealth.GOOD;
  private boolean warned;

  /// @param probe asks the database; may block
  public HealthWatch(Supplier<QueueHealth> probe) {
    this.probe = probe;
  }

  /// The result of the last look. Never blocks.
  public QueueHealth last() {
    return last;
  }

  /// Asks the database. Blocking.
  public synchronized void look() {
    last = probe.get();
    @Nullable String warning = last.warning();
    if (warning != null && !warned) {
      log.warn("{}", warning);
    } else if (warning == null && warned) {
      log.info(
          "The rows of the queue that are gone are removed again: {} are left", last.deadRows());
    }
    warned = warning != null;
  }
}
