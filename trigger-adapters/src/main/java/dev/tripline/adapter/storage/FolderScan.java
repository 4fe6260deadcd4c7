package dev.tripline.adapter.storage;

import dev.tripline.spi.file.Utf8Path;
import dev.tripline.spi.source.Event;
import dev.tripline.spi.source.EventSink;
import dev.tripline.spi.source.EventSink.Acceptance;
import dev.tripline.spi.source.SourceUnavailableException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// One look through the folder: compares it with what is known, tells the differences, and then
/// remembers them. Told first and remembered after: a crash in between tells again, under the same
/// deduplication key.
final class FolderScan implements FolderWalk.Visitor {
  private static final int CHUNK = 200;

  private final FolderBucketSettings settings;
  private final KnownFiles known;
  private final @Nullable EventSink sink;
  private final InstantSource clock;
  private final FolderWalk walk;
  private final Map<String, @Nullable KnownFile> chunk = new HashMap<>();
  private Map<String, Unsettled> before = Map.of();
  private Map<String, Unsettled> unsettled = new HashMap<>();
  private @Nullable FolderWatch watch;
  private int seen;

  /// @param settings whose root has no symbolic links
  /// @param sink null to remember what is there without telling
  FolderScan(
      FolderBucketSettings settings,
      KnownFiles known,
      @Nullable EventSink sink,
      InstantSource clock) {
    this.settings = settings;
    this.known = known;
    this.sink = sink;
    this.clock = clock;
    this.walk = new FolderWalk(settings.root(), settings.names());
  }

  /// A file whose size or time changed lately.
  ///
  /// @param since by [System#nanoTime()]
  record Unsettled(KnownFile file, long since) {}

  /// @param before the unsettled files of the scan before
  FolderScan after(Map<String, Unsettled> before, FolderWatch watch) {
    this.before = before;
    this.watch = watch;
    return this;
  }

  Map<String, Unsettled> unsettled() {
    return unsettled;
  }

  FolderWalk walk() {
    return walk;
  }

  void run() throws InterruptedException {
    known.beginScan();
    walk.run(this);
    ensureSameFolder();
    for (Map.Entry<String, KnownFile> gone : known.unseen().entrySet()) {
      missing(gone.getKey(), gone.getValue());
    }
    flush();
  }

  @Override
  public void folder(Path folder) {
    if (watch != null) {
      watch.add(folder);
    }
  }

  @Override
  public void file(String key, Path path, BasicFileAttributes attributes)
      throws InterruptedException {
    seen++;
    KnownFile old = known.see(key);
    KnownFile now = KnownFile.of(attributes, "", known.sequence());
    if (old != null && old.sameContentsAs(now)) {
      return;
    }
    if (old == null && known.size() + chunk.size() >= settings.timing().maxFiles()) {
      throw new SourceUnavailableException(
          "the folder holds more than %d files, the limit of this trigger; %s is not told of"
              .formatted(settings.timing().maxFiles(), key));
    }
    if (sink == null) {
      remember(key, now);
    } else if (isSettled(key, now, attributes)) {
      settled(key, path, old, now);
    }
  }

  private boolean isSettled(String key, KnownFile now, BasicFileAttributes attributes) {
    Instant modified = attributes.lastModifiedTime().toInstant();
    if (!modified.isAfter(clock.instant().minus(settings.timing().settle()))) {
      return true;
    }
    Unsettled last = before.get(key);
    long nanos = System.nanoTime();
    long since = last != null && last.file.sameContentsAs(now) ? last.since : nanos;
    if (nanos - since >= settings.timing().settle().toNanos()) {
      return true;
    }
    unsettled.put(key, new Unsettled(now, since));
    return false;
  }

  private void settled(String key, Path path, @Nullable KnownFile old, KnownFile now)
      throws InterruptedException {
    if (!settings.filter().matches(key, S3EventName.CREATED)) {
      remember(key, now);
      return;
    }
    FileContents read;
    try {
      read = FileContents.read(path, known.sequence(), settings.contents().includedBytes());
      walk.requireInPlace(Objects.requireNonNull(path.getParent()));
    } catch (NoSuchFileException _) {
      return;
    } catch (IOException e) {
      walk.problem(path, e);
      return;
    }
    KnownFile file = read.file();
    if (!file.sameContentsAs(now)) {
      unsettled.put(key, new Unsettled(file, System.nanoTime()));
      return;
    }
    boolean onlyMoved =
        old != null
            && old.size() == file.size()
            && old.modified() == file.modified()
            && old.eTag().equals(file.eTag());
    if (!onlyMoved) {
      String before = old == null ? "removals " + known.removals() : "sequence " + old.sequence();
      tell(S3EventName.CREATED, key, read, before);
    }
    remember(key, file);
  }

  private void missing(String key, KnownFile last) throws InterruptedException {
    Path path = Utf8Path.below(settings.root(), key);
    try {
      var attributes =
          Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
      if (attributes.isRegularFile()) {
        if (isIgnored(key)) {
          chunk.put(key, null);
        }
        return;
      }
    } catch (NoSuchFileException _) {
      // Really gone.
    } catch (IOException e) {
      if (!isBelowFile(path)) {
        walk.problem(path, e);
        return;
      }
    }
    if (settings.filter().matches(key, S3EventName.REMOVED)) {
      tell(S3EventName.REMOVED, key, FileContents.unread(last), "sequence " + last.sequence());
    }
    chunk.put(key, null);
    flushIfFull();
  }

  /// Whether something that was a folder is a file now: then what was in it is gone.
  private boolean isBelowFile(Path path) {
    for (Path p = path.getParent(); p != null && !p.equals(settings.root()); p = p.getParent()) {
      if (Files.exists(p, LinkOption.NOFOLLOW_LINKS)) {
        return !Files.isDirectory(p, LinkOption.NOFOLLOW_LINKS);
      }
    }
    return false;
  }

  private boolean isIgnored(String key) {
    for (String name : key.split("/", -1)) {
      if (settings.names().ignores(name)) {
        return true;
      }
    }
    return false;
  }

  private void tell(S3EventName name, String key, FileContents read, String before)
      throws InterruptedException {
    if (sink != null) {
      FileLinker links = name == S3EventName.CREATED ? settings.contents().links() : null;
      FileLinker.Link link = links == null ? null : links.link(key, read.file().state());
      var change = new S3EventJson.Change(name, key, read, known.sequencer(), link);
      String dedupKey = S3EventJson.dedupKey(name, key, read.file(), before);
      Event event = S3EventJson.event(settings.bucket(), change, clock.instant(), dedupKey);
      switch (sink.accept(List.of(event))) {
        case Acceptance.Accepted _ -> {}
        case Acceptance.TooLarge large ->
            walk.problem(
                key + ": its event has " + large.bytes() + " bytes, the limit is " + large.limit());
        case Acceptance.Full _ ->
            throw new SourceUnavailableException(
                "the store takes no more events for now; " + key + " is offered again");
      }
    }
  }

  private void remember(String key, KnownFile file) {
    chunk.put(key, file);
    flushIfFull();
  }

  private void flushIfFull() {
    if (chunk.size() >= CHUNK) {
      flush();
    }
  }

  private void flush() {
    if (!chunk.isEmpty()) {
      known.save(chunk);
      chunk.clear();
    }
  }

  /// An unmounted volume leaves an empty folder behind; its files have not been removed.
  private void ensureSameFolder() {
    String identity;
    try {
      walk.requireInPlace(settings.root());
      identity =
          String.valueOf(
              Files.readAttributes(settings.root(), BasicFileAttributes.class).fileKey());
    } catch (IOException e) {
      throw new SourceUnavailableException("the folder went away during the scan", e);
    }
    if (seen == 0
        && known.size() > 0
        && !known.root().isEmpty()
        && !known.root().equals(identity)) {
      throw new SourceUnavailableException(
          "%s is empty and is not the folder known before (is a volume not mounted?); %d files are not told of as removed"
              .formatted(settings.root(), known.size()));
    }
    known.saveRoot(identity);
  }
}
