package dev.tripline.dispatcher.function.packaged;

import dev.tripline.dispatcher.function.registry.RegistryStore;
import dev.tripline.spi.store.BlobStore;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Removes the zips that no function and no layer in the registry names any more, now and again, on a
/// thread of its own. Several nodes may do so at once, and beside those that make functions.
public final class UnusedPackages implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(UnusedPackages.class);
  private static final Pattern SHA_256 = Pattern.compile("\\b[0-9a-f]{64}\\b");
  private static final Duration LONGEST_PAUSE = Duration.ofMinutes(10);

  private final RegistryStore registry;
  private final BlobStore blobs;
  private final Duration age;
  private final ScheduledExecutorService schedule =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().name("unused-packages").daemon().factory());
  private final ScheduledFuture<?> task;

  /// @param age the time for which a zip stays that nothing names
  public UnusedPackages(RegistryStore registry, BlobStore blobs, Duration age) {
    this.registry = registry;
    this.blobs = blobs;
    this.age = age;
    long pause = Math.min(LONGEST_PAUSE.toMillis(), age.toMillis());
    task = schedule.scheduleWithFixedDelay(this::runOnce, pause, pause, TimeUnit.MILLISECONDS);
  }

  /// Answers the number of zips that were removed.
  int runOnce() {
    try {
      int removed = blobs.removeUnused(age, this::named);
      if (removed > 0) {
        log.info("{} packages that nothing names any more are removed from the store", removed);
      }
      return removed;
    } catch (RuntimeException e) {
      log.warn("Unused packages cannot be removed; tried again later", e);
      return 0;
    }
  }

  /// Read from the store, in which other nodes may have written a moment ago, and from documents of
  /// kinds that this version does not know too.
  private Set<String> named() {
    Set<String> named = new HashSet<>();
    for (RegistryStore.Entry entry : registry.changedSince(0)) {
      RegistryStore.Content content = entry.content();
      if (content != null) {
        Matcher matcher = SHA_256.matcher(content.json());
        while (matcher.find()) {
          named.add(matcher.group());
        }
      }
    }
    return named;
  }

  @Override
  public void close() {
    task.cancel(false);
    schedule.close();
  }
}
