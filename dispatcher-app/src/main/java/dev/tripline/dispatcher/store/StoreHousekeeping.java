package dev.tripline.dispatcher.store;

import dev.tripline.store.Stores;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Lets the store forget what is too old, every ten minutes, and look at its health every half minute,
/// on a thread of its own.
final class StoreHousekeeping implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(StoreHousekeeping.class);
  private static final int MINUTES = 10;
  private static final int HEALTH_SECONDS = 30;

  private final Stores stores;
  private final ScheduledExecutorService schedule =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().name("store-housekeeping").daemon().factory());

  private final List<ScheduledFuture<?>> tasks;

  StoreHousekeeping(Stores stores) {
    this.stores = stores;
    tasks =
        List.of(
            schedule.scheduleWithFixedDelay(this::runOnce, 1, MINUTES, TimeUnit.MINUTES),
            schedule.scheduleWithFixedDelay(
                this::lookAtHealth, HEALTH_SECONDS, HEALTH_SECONDS, TimeUnit.SECONDS));
  }

  void lookAtHealth() {
    try {
      stores.lookAtHealth();
    } catch (RuntimeException e) {
      log.debug("The health of the store is unknown; asked again in {} s", HEALTH_SECONDS, e);
    }
  }

  void runOnce() {
    try {
      int removed = stores.housekeeping();
      log.debug("Housekeeping removed {} rows", removed);
    } catch (RuntimeException e) {
      log.warn("Housekeeping of the store failed; tried again in {} minutes", MINUTES, e);
    }
  }

  @Override
  public void close() {
    tasks.forEach(task -> task.cancel(false));
    schedule.close();
  }
}
