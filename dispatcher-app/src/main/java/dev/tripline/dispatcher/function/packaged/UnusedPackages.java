package dev.tripline.dispatcher.function.packaged;

import dev.tripline.dispatcher.function.registry.RegistryStore;
import dev.tripline.spi.store.BlobStore;
import java.time.Duration;

/// Removes the zips from the store that no function and no layer in the registry names any more. Several
/// nodes may do so at once, and beside those that make functions.
public final class UnusedPackages implements AutoCloseable {
  private final UnusedSweep sweep;

  /// @param age the time for which a zip stays that nothing names
  public UnusedPackages(RegistryStore registry, BlobStore blobs, Duration age) {
    sweep =
        new UnusedSweep(
            "packages",
            "unused-packages",
            age,
            () -> blobs.removeUnused(age, () -> UnusedSweep.named(registry)));
  }

  /// Answers the number of zips that were removed.
  int runOnce() {
    return sweep.runOnce();
  }

  @Override
  public void close() {
    sweep.close();
  }
}
