package dev.tripline.store.engine.sqlite;

import dev.tripline.spi.store.StoreFullException;
import java.io.File;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/// Admission by free disk space (rule R8): below the reserve nothing new is accepted, so that what was
/// accepted can still be finished. Looked at for every group of new events, so it ends by itself when
/// there is room again.
public final class DiskReserve {
  private final File directory;
  private final long bytes;

  public DiskReserve(Path file, long bytes) {
    Path parent = file.toAbsolutePath().getParent();
    this.directory = (parent == null ? file.toAbsolutePath() : parent).toFile();
    this.bytes = bytes;
  }

  /// The refusal of new events while the disk is nearly full; null otherwise.
  public @Nullable StoreFullException reached() {
    if (bytes == 0) {
      return null;
    }
    long free = directory.getUsableSpace();
    return free >= bytes
        ? null
        : new StoreFullException(
            "%d bytes are free on the store's disk, below its reserve of %d: no new events until there is room"
                .formatted(free, bytes));
  }
}
