package dev.tripline.adapter.storage;

import dev.tripline.spi.store.SourceStateStore;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The durable listing of a bucket: what has been told of, and the counters that order and identify
/// what is told next.
///
/// `sequence` rises with every saved change and with every start, so that the events of one key have
/// rising sequencers even when the state was not saved in between. `removals` rises when files were
/// told of as removed, and so tells a file that came back from the one that was there before.
final class KnownFiles {
  private static final String FILE = "f:";
  private static final String REMOVALS = "removals";
  private static final String SEQUENCE = "sequence";
  private static final String ROOT = "root";

  private final SourceStateStore store;
  private final String triggerId;
  private final Map<String, Entry> files = new HashMap<>();
  private long removals;
  private long sequence;
  private String root = "";
  private int scan;

  private KnownFiles(SourceStateStore store, String triggerId) {
    this.store = store;
    this.triggerId = triggerId;
  }

  static KnownFiles load(SourceStateStore store, String triggerId) {
    var known = new KnownFiles(store, triggerId);
    store
        .load(triggerId)
        .forEach((key, value) -> {
          switch (key) {
            case REMOVALS -> known.removals = Long.parseLong(value);
            case SEQUENCE -> known.sequence = Long.parseLong(value);
            case ROOT -> known.root = value;
            default -> known.put(key, value);
          }
        });
    known.sequence++;
    store.save(triggerId, Map.of(SEQUENCE, Long.toString(known.sequence)));
    return known;
  }

  private void put(String key, String value) {
    if (!key.startsWith(FILE)) {
      return;
    }
    KnownFile file =
        KnownFile.decode(value)
            .orElseThrow(() ->
                new IllegalStateException(
                    "the listing of trigger "
                        + triggerId
                        + " is damaged at "
                        + key
                        + "; nothing is told until it is repaired or the trigger is deleted"));
    files.put(key.substring(FILE.length()), new Entry(file, 0));
  }

  /// Makes the changes durable, and then known.
  ///
  /// @param changes null values are removals
  void save(Map<String, @Nullable KnownFile> changes) {
    Map<String, String> rows = new HashMap<>();
    changes.forEach((key, file) -> rows.put(FILE + key, file == null ? "" : file.encode()));
    long nextRemovals = removals + (changes.containsValue(null) ? 1 : 0);
    rows.put(REMOVALS, Long.toString(nextRemovals));
    rows.put(SEQUENCE, Long.toString(sequence + 1));
    store.save(triggerId, rows);
    removals = nextRemovals;
    sequence++;
    changes.forEach((key, file) -> {
      if (file == null) {
        files.remove(key);
      } else {
        files.put(key, new Entry(file, scan));
      }
    });
  }

  /// From here on, files count as unseen until [#see].
  void beginScan() {
    scan++;
  }

  /// Marks the file as seen in this scan, if it is known.
  @Nullable KnownFile see(String key) {
    Entry entry = files.get(key);
    if (entry == null) {
      return null;
    }
    entry.seen = scan;
    return entry.file;
  }

  /// The keys that this scan has not seen, with what was known of them.
  Map<String, KnownFile> unseen() {
    Map<String, KnownFile> unseen = new HashMap<>();
    files.forEach((key, entry) -> {
      if (entry.seen != scan) {
        unseen.put(key, entry.file);
      }
    });
    return unseen;
  }

  /// The file system's own identity of the listed folder; empty if it was never saved.
  String root() {
    return root;
  }

  void saveRoot(String identity) {
    if (!identity.equals(root)) {
      store.save(triggerId, Map.of(ROOT, identity));
      root = identity;
    }
  }

  int size() {
    return files.size();
  }

  long removals() {
    return removals;
  }

  long sequence() {
    return sequence;
  }

  /// Compares as text like S3's: of one length, in upper-case hex.
  String sequencer() {
    return "%018X".formatted(sequence);
  }

  private static final class Entry {
    final KnownFile file;
    int seen;

    Entry(KnownFile file, int seen) {
      this.file = file;
      this.seen = seen;
    }
  }
}
