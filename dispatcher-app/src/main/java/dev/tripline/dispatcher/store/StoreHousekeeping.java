package dev.tripline.dispatcher.store;

import dev.tripline.store.Stores;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Lets the store forget what is too old, every ten minutes, look at its health and encrypt values anew,
/// every half minute, on a thread of its own.
final class StoreHousekeeping implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(StoreHousekeeping.class);
  private static final int MINUTES = 10;
  private static final int HEALTH_SECONDS = 30;
  private static final int RESEAL_SECONDS = 30;

  private final Stores stores;
  private final ScheduledExecutorService schedule =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().name("store-housekeeping").daemon().factory());

  private final List<ScheduledFuture<?>> tasks = new CopyOnWriteArrayList<>();

  StoreHousekeeping(Stores stores) {
    this.stores = stores;
    tasks.add(schedule.scheduleWithFixedDelay(this::runOnce, 1, MINUTES, TimeUnit.MINUTES));
    tasks.add(
        schedule.scheduleWithFixedDelay(
            this::lookAtHealth, HEALTH_SECONDS, HEALTH_SECONDS, TimeUnit.SECONDS));
  }

  /// To be called once all columns with values that are encrypted are known to the store.
  void startResealing() {
    tasks.add(schedule.scheduleWithFixedDelay(this::reseal, 0, RESEAL_SECONDS, TimeUnit.SECONDS));
  }

  private void reseal() {
    try {
      int changed = stores.resealing().slice();
      if (changed > 0) {
        log.info("{} values of the store have been encrypted anew or decrypted", changed);
      }
    } catch (RuntimeException e) {
      log.warn(
          "Values of the store could not be encrypted anew; tried again in {} s",
          RESEAL_SECONDS,
          e);
    }
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
