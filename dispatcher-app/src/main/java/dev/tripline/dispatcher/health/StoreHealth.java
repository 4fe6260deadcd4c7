package dev.tripline.dispatcher.health;

import dev.tripline.spi.deadletter.DeadLetterQueries.Filter;
import dev.tripline.store.StoreFigures;
import dev.tripline.store.Stores;
import dev.tripline.store.health.OldestWork;
import dev.tripline.store.health.QueueHealth;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// Gathers the state of the store. Blocks while it asks the database; safe for many threads.
public final class StoreHealth {
  private static final StoreView.Backlog UNKNOWN = new StoreView.Backlog(null, null, 0);

  private final Stores stores;
  private final OldestWork oldest;
  private final Place place;
  private final String node = ManagementFactory.getRuntimeMXBean().getName();

  StoreHealth(Stores stores, Place place) {
    this.stores = stores;
    this.oldest = new OldestWork(stores.reader());
    this.place = place;
  }

  /// Where the store is.
  ///
  /// @param sqlite whether it is a file of the data directory
  /// @param size a query for the bytes of the database
  /// @param reserve bytes of the disk that new events may not use
  record Place(boolean sqlite, String size, Path dataDirectory, long reserve) {}

  public StoreView now() {
    Optional<String> outage = stores.outage();
    return new StoreView(
        place.sqlite ? "sqlite" : "postgresql",
        node,
        outage.orElse(null),
        outage.isPresent() ? null : size(),
        outage.isPresent() ? UNKNOWN : backlog(),
        rows(),
        disk(),
        writes(stores.figures()),
        outage.isPresent() ? null : payloadKeys());
  }

  private List<StoreView.PayloadKey> payloadKeys() {
    return stores.payloadKeys().inUse().stream()
        .map(key -> new StoreView.PayloadKey(key.id(), key.since(), key.written(), key.swept()))
        .toList();
  }

  private long size() {
    return stores.reader().sql(place.size).query(Long.class).single();
  }

  /// As the store looked last.
  public StoreView.Rows rows() {
    QueueHealth health = stores.queueHealth();
    return new StoreView.Rows(
        health.oldestSnapshot().toMillis(), health.holder(), health.deadRows());
  }

  /// Asks the store, which there must be.
  public StoreView.Backlog backlog() {
    return new StoreView.Backlog(
        oldest.event().orElse(null),
        stores.deadLetterQueries().oldest(Filter.ALL).orElse(null),
        stores.outbox().waiting());
  }

  private StoreView.Disk disk() {
    try {
      FileStore files = Files.getFileStore(place.dataDirectory);
      long usable = files.getUsableSpace();
      return new StoreView.Disk(
          usable,
          files.getTotalSpace(),
          place.sqlite ? place.reserve : null,
          place.sqlite && usable < place.reserve);
    } catch (IOException e) {
      throw new UncheckedIOException("the disk of the data directory cannot be asked", e);
    }
  }

  private static StoreView.Writes writes(StoreFigures figures) {
    return new StoreView.Writes(
        figures.commits(),
        figures.changes(),
        figures.stale(),
        figures.rescued(),
        figures.refusedFull());
  }
}
