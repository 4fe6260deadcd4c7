package dev.tripline.adapter.bucket.listing;

import dev.tripline.adapter.bucket.ObjectChange;
import dev.tripline.adapter.bucket.ObjectRecords;
import dev.tripline.spi.source.DedupKey;
import dev.tripline.spi.source.SourceUnavailableException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/// One look at the bucket: goes through its listing and through what is known of it side by side, both in
/// the order of the keys, reports the differences, and then remembers them. Reported first and remembered
/// after: a crash in between reports again, under the same deduplication key. Holds a page of each.
final class ListingScan {
  private static final String CREATED = "ObjectCreated:Put";
  private static final String REMOVED = "ObjectRemoved:Delete";
  private static final String MARKED = "ObjectRemoved:DeleteMarkerCreated";

  /// For so long an object that comes back is told from the one that was removed, though nothing in the
  /// listing distinguishes them. Longer than clocks are apart.
  private static final Duration REMEMBERED = Duration.ofHours(1);

  private final ListingSettings settings;
  private final KnownObjects known;
  private final ReportedChanges reported;
  private final InstantSource clock;
  private final KnownObjects.Cursor cursor;
  private @Nullable String lastKey;
  private long objects;

  ListingScan(
      ListingSettings settings, KnownObjects known, ReportedChanges reported, InstantSource clock) {
    this.settings = settings;
    this.known = known;
    this.reported = reported;
    this.clock = clock;
    this.cursor = known.cursor(settings.events().selection().prefix());
  }

  /// @param stopped asked before each page
  /// @return whether the listing was looked through to its end
  boolean run(BucketPages pages, ListingListener listener, BooleanSupplier stopped)
      throws InterruptedException {
    List<ListedObject> group = new ArrayList<>();
    while (pages.hasNext()) {
      if (stopped.getAsBoolean()) {
        return false;
      }
      listener.proceeding();
      for (ListedObject object : pages.next()) {
        if (!group.isEmpty() && !group.getFirst().key().equals(object.key())) {
          listed(List.copyOf(group));
          group.clear();
        }
        group.add(object);
      }
      if (!settings.versions() && !group.isEmpty()) {
        listed(List.copyOf(group));
        group.clear();
      }
      reported.flush();
    }
    if (!group.isEmpty()) {
      listed(group);
    }
    for (var entry = cursor.peek(); entry != null; entry = cursor.peek()) {
      cursor.advance();
      missing(entry);
    }
    reported.flush();
    known.completed();
    return true;
  }

  long objects() {
    return objects;
  }

  /// @param versions of one key, the newest first
  private void listed(List<ListedObject> versions) throws InterruptedException {
    String key = versions.getFirst().key();
    String before = lastKey;
    if (before != null && KeyOrder.BY_CODE_POINTS.compare(before, key) >= 0) {
      throw new SourceUnavailableException(
          "the store of bucket %s does not list keys in their order: %s comes after %s"
              .formatted(settings.place().bucket(), key, before));
    }
    lastKey = key;
    objects++;
    KnownObject last = null;
    for (var entry = cursor.peek(); entry != null; entry = cursor.peek()) {
      int order = KeyOrder.BY_CODE_POINTS.compare(entry.key(), key);
      if (order > 0) {
        break;
      }
      cursor.advance();
      if (order == 0) {
        last = entry.object();
        break;
      }
      missing(entry);
    }
    if (key.indexOf('\0') >= 0) {
      reported.problem("a key with a NUL character is passed over");
    } else if (last == null || !last.sameAs(versions.getFirst())) {
      changed(versions, last);
    }
  }

  private void changed(List<ListedObject> versions, @Nullable KnownObject last)
      throws InterruptedException {
    ListedObject newest = versions.getFirst();
    List<ObjectChange> changes = new ArrayList<>();
    if (!settings.versions()) {
      if (last != null || known.isNews(newest)) {
        changes.add(change(newest, before(last)));
      }
    } else {
      if (last != null && !last.isRemoved() && isGone(last, versions)) {
        changes.add(removal(newest.key(), last, REMOVED));
      }
      for (ListedObject version : newerThan(last, versions).reversed()) {
        changes.add(change(version, ""));
      }
    }
    long removedAt = newest.marker() ? clock.millis() : 0;
    reported.add(newest.key(), changes, KnownObject.of(newest, known.sequence(), removedAt));
  }

  /// Distinguishes a change from another one that looks the same.
  private static String before(@Nullable KnownObject last) {
    if (last == null) {
      return "";
    }
    return (last.isRemoved() ? "removed " : "sequence ") + last.sequence();
  }

  private static boolean isGone(KnownObject last, List<ListedObject> versions) {
    return versions.stream().noneMatch(v -> Objects.equals(v.versionId(), last.versionId()));
  }

  /// Behind the last known one in its list, versions are older, and so are markers in theirs. Between the
  /// lists there is only the time, in seconds: what shares its second with the last known one may have been
  /// reported before, and is recognised by its id then.
  private List<ListedObject> newerThan(@Nullable KnownObject last, List<ListedObject> versions) {
    List<ListedObject> newer = new ArrayList<>();
    boolean passed = false;
    for (ListedObject version : versions) {
      boolean news =
          last == null
              ? known.isNews(version)
              : version.modified().toEpochMilli() >= last.modified();
      if (last != null && version.marker() == last.isRemoved()) {
        passed |= Objects.equals(version.versionId(), last.versionId());
        news &= !passed;
      }
      if (news) {
        newer.add(version);
      }
    }
    return newer;
  }

  private ObjectChange change(ListedObject object, String before) {
    return ObjectRecords.made(
            new ObjectRecords.Made(
                settings.place(),
                object.marker() ? MARKED : CREATED,
                object.key(),
                object.marker() ? null : object.size(),
                object.eTag().isEmpty() ? null : object.eTag(),
                object.versionId(),
                known.sequencer(),
                object.modified()))
        .known(
            key(
                object.marker() ? MARKED : CREATED,
                object.key(),
                object.versionId(),
                object.eTag() + " " + object.size() + " " + object.modified().toEpochMilli(),
                before));
  }

  private ObjectChange removal(String key, KnownObject last, String name) {
    return ObjectRecords.made(
            new ObjectRecords.Made(
                settings.place(),
                name,
                key,
                null,
                null,
                last.versionId(),
                known.sequencer(),
                clock.instant()))
        .known(key(name, key, last.versionId(), "", "sequence " + last.sequence()));
  }

  private static String key(
      String name, String key, @Nullable String versionId, String state, String before) {
    return DedupKey.of(
        String.join(
            "\n",
            name,
            Integer.toString(key.length()),
            key,
            String.valueOf(versionId),
            state,
            before));
  }

  private void missing(KnownObjects.Entry entry) throws InterruptedException {
    KnownObject last = entry.object();
    if (!last.isRemoved()) {
      reported.add(
          entry.key(),
          List.of(removal(entry.key(), last, REMOVED)),
          last.removed(known.sequence(), clock.millis()));
    } else if (Instant.ofEpochMilli(last.removedAt()).plus(REMEMBERED).isBefore(clock.instant())) {
      reported.add(entry.key(), List.of(), null);
    }
  }
}
