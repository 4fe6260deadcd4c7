package dev.tripline.adapter.storage;

import dev.tripline.spi.source.EventSink;
import dev.tripline.spi.source.EventSource;
import dev.tripline.spi.source.SourceUnavailableException;
import dev.tripline.spi.store.SourceStateStore;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A local folder seen as an S3 bucket: files that appear or change become `ObjectCreated:Put`, files
/// that go away `ObjectRemoved:Delete`.
///
/// The folder is compared with a durable listing of it, at the start and then again and again; the
/// system's change notifications only make that happen sooner. So nothing is missed while the
/// dispatcher is down or the trigger paused, and several changes of one file between two scans are
/// told once, as its last state. What is in the folder when the first scan runs is told too, unless
/// [#takeAsKnown()] was called before.
///
/// A file is told of when it has settled: its time of modification lies back, or its size and time
/// have been the same, for [FolderBucketSettings.Timing#settle()]. A writer that pauses for longer is
/// told of twice; writers should write under a temporary name ([FolderBucketSettings.Names]) and
/// rename. A rename is a removal and a creation.
///
/// Symbolic links are not followed and are no objects, nor is anything else but regular files. A folder
/// whose place a link takes is not looked into: the source ends with what happened.
///
/// Events are told at least once; each has a deduplication key that is the same when it is told again
/// after a crash. The sequencers of one key rise.
public final class FolderBucketSource implements EventSource {
  private static final Duration SHORTEST_PAUSE = Duration.ofMillis(50);

  private final FolderBucketSettings settings;
  private final SourceStateStore store;
  private final FolderListener listener;
  private final InstantSource clock;
  private volatile boolean closed;
  private volatile @Nullable FolderWatch watch;

  public FolderBucketSource(
      FolderBucketSettings settings,
      SourceStateStore store,
      FolderListener listener,
      InstantSource clock) {
    this.settings = settings;
    this.store = store;
    this.listener = listener;
    this.clock = clock;
  }

  /// Remembers what is in the folder now without telling of it. Blocks for one scan; not to be called
  /// while the source runs.
  public void takeAsKnown() throws InterruptedException {
    new FolderScan(inPlace(), KnownFiles.load(store, settings.triggerId()), null, clock).run();
  }

  @Override
  public void run(EventSink sink) throws InterruptedException {
    FolderBucketSettings place = inPlace();
    KnownFiles known = KnownFiles.load(store, settings.triggerId());
    Map<String, FolderScan.Unsettled> unsettled = Map.of();
    try (FolderWatch changes = new FolderWatch(place.root())) {
      watch = changes;
      while (!closed) {
        long start = System.nanoTime();
        FolderScan scan = new FolderScan(place, known, sink, clock).after(unsettled, changes);
        scan.run();
        unsettled = scan.unsettled();
        List<String> problems = scan.walk().problems();
        listener.scanned(known.size(), problems);
        pause(changes, Duration.ofNanos(System.nanoTime() - start), !unsettled.isEmpty());
      }
    } catch (IOException e) {
      throw new SourceUnavailableException("cannot watch " + settings.root(), e);
    } finally {
      watch = null;
    }
  }

  /// With the folder's real path, at which it must stay.
  private FolderBucketSettings inPlace() {
    try {
      return settings.at(settings.root().toRealPath());
    } catch (IOException e) {
      throw new SourceUnavailableException(
          "the folder "
              + settings.root()
              + " cannot be read ("
              + e
              + "); nothing is told of as removed",
          e);
    }
  }

  /// A long scan is followed by a long pause: looking takes a third of the time at most.
  private void pause(FolderWatch changes, Duration scanTook, boolean unsettled)
      throws InterruptedException {
    Duration shortest = longer(SHORTEST_PAUSE, scanTook.multipliedBy(2));
    Duration longest = unsettled ? settings.timing().settle() : settings.timing().rescan();
    long start = System.nanoTime();
    changes.await(longer(shortest, longest));
    long left = shortest.toNanos() - (System.nanoTime() - start);
    while (left > 0 && !closed) {
      changes.await(Duration.ofNanos(left));
      left = shortest.toNanos() - (System.nanoTime() - start);
    }
  }

  private static Duration longer(Duration a, Duration b) {
    return a.compareTo(b) >= 0 ? a : b;
  }

  @Override
  public void close() {
    closed = true;
    FolderWatch open = watch;
    if (open != null) {
      open.close();
    }
  }
}
