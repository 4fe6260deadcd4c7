package dev.tripline.dispatcher.function.packaged;

import dev.tripline.dispatcher.function.registry.RegistryStore;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.IntSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Removes what nothing in the registry names any more, now and again, on a thread of its own.
final class UnusedSweep implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(UnusedSweep.class);
  private static final Pattern SHA_256 = Pattern.compile("\\b[0-9a-f]{64}\\b");
  private static final Duration LONGEST_PAUSE = Duration.ofMinutes(10);

  private final String what;
  private final IntSupplier removal;
  private final ScheduledExecutorService schedule;
  private final ScheduledFuture<?> task;

  /// @param what is removed, in words
  /// @param thread its name
  /// @param age the time for which it stays although nothing names it
  /// @param removal answers the number of what was removed
  UnusedSweep(String what, String thread, Duration age, IntSupplier removal) {
    this.what = what;
    this.removal = removal;
    this.schedule =
        Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name(thread).daemon().factory());
    long pause = Math.min(LONGEST_PAUSE.toMillis(), age.toMillis());
    this.task = schedule.scheduleWithFixedDelay(this::runOnce, pause, pause, TimeUnit.MILLISECONDS);
  }

  /// The digests that the registry's documents name: read from the store, in which other nodes may have
  /// written a moment ago, and from documents of kinds that this version does not know too.
  static Set<String> named(RegistryStore registry) {
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

  /// Answers the number of what was removed.
  int runOnce() {
    try {
      int removed = removal.getAsInt();
      if (removed > 0) {
        log.info("{} {} that nothing names any more are removed", removed, what);
      }
      return removed;
    } catch (RuntimeException e) {
      log.warn("Unused {} cannot be removed; tried again later", what, e);
      return 0;
    }
  }

  @Override
  public void close() {
    task.cancel(false);
    schedule.close();
  }
}
