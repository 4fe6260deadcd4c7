package dev.tripline.adapter.storage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tripline.spi.source.Event;
import dev.tripline.spi.source.EventSink;
import dev.tripline.spi.source.EventSink.Acceptance;
import dev.tripline.spi.source.EventSink.Receipt;
import dev.tripline.spi.source.SourceUnavailableException;
import dev.tripline.testkit.source.MemoryStateStore;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/// A folder source that runs on a thread of its own, and what it told. Like the queue, it takes no
/// deduplication key twice, across all that share `keys`.
final class RunningFolder implements AutoCloseable {
  private final FolderBucketSource source;
  private final Thread thread;
  private final Set<String> keys;
  private final List<String> told = new ArrayList<>();
  private final List<Event> events = new ArrayList<>();
  private final AtomicInteger scans = new AtomicInteger();
  private volatile List<String> problems = List.of();
  private volatile @Nullable RuntimeException failure;

  RunningFolder(Path root, MemoryStateStore store, Set<String> keys) {
    this(settings(root, FolderBucketSettings.Filter.ALL), store, keys);
  }

  RunningFolder(FolderBucketSettings settings, MemoryStateStore store, Set<String> keys) {
    this.keys = keys;
    this.source =
        new FolderBucketSource(
            settings,
            store,
            (_, found) -> {
              problems = found;
              scans.incrementAndGet();
            },
            InstantSource.system());
    EventSink sink = this::accept;
    this.thread =
        Thread.ofVirtual()
            .start(() -> {
              try {
                source.run(sink);
              } catch (RuntimeException e) {
                failure = e;
              } catch (InterruptedException _) {
                failure = new SourceUnavailableException("interrupted");
              }
            });
  }

  static FolderBucketSettings settings(Path root, FolderBucketSettings.Filter filter) {
    return new FolderBucketSettings(
        "t",
        root,
        new FolderBucketSettings.Bucket("bucket", "us-east-1", "000000000000", "uploads"),
        filter,
        FolderBucketSettings.Names.DEFAULT,
        new FolderBucketSettings.Timing(Duration.ofMillis(200), Duration.ofMillis(300), 100_000));
  }

  private synchronized Acceptance accept(List<Event> offered) {
    List<Receipt> receipts = new ArrayList<>();
    for (Event event : offered) {
      boolean fresh = keys.add(String.valueOf(event.dedupKey()));
      receipts.add(new Receipt(event.id(), !fresh));
      if (fresh) {
        events.add(event);
        told.add(event.type().replaceFirst(".*Object", "") + " " + event.subject());
      }
    }
    return new Acceptance.Accepted(receipts);
  }

  synchronized List<String> told() {
    return List.copyOf(told);
  }

  synchronized List<Event> events() {
    return List.copyOf(events);
  }

  List<String> problems() {
    return problems;
  }

  @Nullable RuntimeException failure() {
    return failure;
  }

  void awaitTold(String... expected) {
    await(() -> told().size() >= expected.length);
    assertThat(told()).containsExactlyInAnyOrder(expected);
  }

  /// Several scans from now, so that whatever is there has been seen.
  void awaitScans() {
    int from = scans.get();
    await(() -> scans.get() >= from + 3);
  }

  void awaitEnd() {
    await(() -> !thread.isAlive());
  }

  static void await(BooleanSupplier condition) {
    long end = System.nanoTime() + Duration.ofSeconds(60).toNanos();
    while (!condition.getAsBoolean() && System.nanoTime() < end) {
      LockSupport.parkNanos(Duration.ofMillis(5).toNanos());
    }
  }

  static Set<String> noKeys() {
    return new HashSet<>();
  }

  @Override
  public void close() {
    source.close();
    awaitEnd();
    assertThat(thread.isAlive()).isFalse();
  }
}
