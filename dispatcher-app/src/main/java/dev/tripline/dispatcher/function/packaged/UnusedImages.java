package dev.tripline.dispatcher.function.packaged;

import dev.tripline.dispatcher.function.registry.RegistryStore;
import dev.tripline.runtime.image.ImageStore;
import dev.tripline.runtime.image.content.Digest;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Removes the images from this node that no function in the registry names any more, now and again, on a
/// thread of its own. They stay for some time, in which invocations that still run in them end.
public final class UnusedImages implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(UnusedImages.class);
  private static final Duration LONGEST_PAUSE = Duration.ofMinutes(10);

  private final RegistryStore registry;
  private final ImageStore images;
  private final Duration age;
  private final InstantSource clock;
  private final Map<Digest, Instant> unusedSince = new HashMap<>();
  private final ScheduledExecutorService schedule =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().name("unused-images").daemon().factory());
  private final ScheduledFuture<?> task;

  /// @param age the time for which an image stays that nothing names
  public UnusedImages(
      RegistryStore registry, ImageStore images, Duration age, InstantSource clock) {
    this.registry = registry;
    this.images = images;
    this.age = age;
    this.clock = clock;
    long pause = Math.min(LONGEST_PAUSE.toMillis(), age.toMillis());
    task = schedule.scheduleWithFixedDelay(this::runOnce, pause, pause, TimeUnit.MILLISECONDS);
  }

  /// Answers the number of images and layers that were removed.
  int runOnce() {
    try {
      int removed = images.remove(this::unused);
      if (removed > 0) {
        log.info("{} images and layers that nothing names any more are removed", removed);
      }
      return removed;
    } catch (RuntimeException e) {
      log.warn("Unused images cannot be removed; tried again later", e);
      return 0;
    }
  }

  private synchronized List<Digest> unused(List<Digest> installed) {
    unusedSince.keySet().retainAll(installed);
    if (installed.isEmpty()) {
      return List.of();
    }
    String named = named();
    Instant now = clock.instant();
    List<Digest> expired = new ArrayList<>();
    for (Digest digest : installed) {
      if (named.contains(digest.hex())) {
        unusedSince.remove(digest);
      } else if (!unusedSince.computeIfAbsent(digest, _ -> now).plus(age).isAfter(now)) {
        expired.add(digest);
      }
    }
    return expired;
  }

  /// Read from the store, in which other nodes may have written a moment ago.
  private String named() {
    StringBuilder documents = new StringBuilder();
    for (RegistryStore.Entry entry : registry.changedSince(0)) {
      RegistryStore.Content content = entry.content();
      if (content != null && content.json().contains("resolvedUri")) {
        documents.append(content.json()).append('\n');
      }
    }
    return documents.toString();
  }

  @Override
  public void close() {
    task.cancel(false);
    schedule.close();
  }
}
