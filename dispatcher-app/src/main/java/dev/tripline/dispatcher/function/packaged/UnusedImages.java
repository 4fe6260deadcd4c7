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
import java.util.Set;

/// Removes the images from this node that no function in the registry names any more. They stay for some
/// time, in which invocations that still run in them end.
public final class UnusedImages implements AutoCloseable {
  private final RegistryStore registry;
  private final Duration age;
  private final InstantSource clock;
  private final Map<Digest, Instant> unusedSince = new HashMap<>();
  private final UnusedSweep sweep;

  /// @param age the time for which an image stays that nothing names
  public UnusedImages(
      RegistryStore registry, ImageStore images, Duration age, InstantSource clock) {
    this.registry = registry;
    this.age = age;
    this.clock = clock;
    this.sweep =
        new UnusedSweep(
            "images and layers", "unused-images", age, () -> images.remove(this::unused));
  }

  /// Answers the number of images and layers that were removed.
  int runOnce() {
    return sweep.runOnce();
  }

  private synchronized List<Digest> unused(List<Digest> installed) {
    unusedSince.keySet().retainAll(installed);
    if (installed.isEmpty()) {
      return List.of();
    }
    Set<String> named = UnusedSweep.named(registry);
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

  @Override
  public void close() {
    sweep.close();
  }
}
