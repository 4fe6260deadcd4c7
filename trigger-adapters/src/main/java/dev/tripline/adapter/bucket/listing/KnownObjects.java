package dev.tripline.adapter.bucket.listing;

import dev.tripline.spi.store.SourceStateStore;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The durable listing of a bucket: what has been reported, and the counter that orders and identifies
/// what is reported next. It is read part by part, in the order of the keys.
///
/// `sequence` rises with every save and with every start, so that the events of one key have rising
/// sequencers even when the state was not saved in between.
final class KnownObjects {
  private static final String OBJECT = "o:";
  private static final String SEQUENCE = "m:sequence";
  private static final String SINCE = "m:since";
  private static final String LISTED = "m:listed";
  private static final int PART = 1_000;

  private final SourceStateStore store;
  private final String triggerId;
  private long sequence;
  private boolean listed;
  private Instant since = Instant.EPOCH;

  private KnownObjects(SourceStateStore store, String triggerId) {
    this.store = store;
    this.triggerId = triggerId;
  }

  static KnownObjects load(SourceStateStore store, String triggerId) {
    var known = new KnownObjects(store, triggerId);
    store
        .part(triggerId, "m:", true, 10)
        .forEach((key, value) -> {
          switch (key) {
            case SEQUENCE -> known.sequence = Long.parseLong(value);
            case SINCE -> known.since = Instant.parse(value);
            case LISTED -> known.listed = true;
            default -> {
              // An object.
            }
          }
        });
    known.sequence++;
    store.save(triggerId, Map.of(SEQUENCE, Long.toString(known.sequence)));
    return known;
  }

  /// What was modified before is not reported by the first listing.
  static void noteStart(SourceStateStore store, String triggerId, Instant since) {
    store.save(triggerId, Map.of(SINCE, since.toString()));
  }

  /// Whether an object that is not known yet is new: all are once the first listing is complete.
  boolean isNews(ListedObject object) {
    return listed || !object.modified().isBefore(since);
  }

  void completed() {
    if (!listed) {
      store.save(triggerId, Map.of(LISTED, "1"));
      listed = true;
    }
  }

  long sequence() {
    return sequence;
  }

  /// Compares as text like S3's: of one length, in upper-case hex.
  String sequencer() {
    return "%018X".formatted(sequence);
  }

  /// Makes the changes durable.
  ///
  /// @param changes null values are forgotten
  void save(Map<String, @Nullable KnownObject> changes) {
    Map<String, String> rows = new HashMap<>();
    changes.forEach((key, known) -> rows.put(OBJECT + key, known == null ? "" : known.encode()));
    rows.put(SEQUENCE, Long.toString(sequence + 1));
    store.save(triggerId, rows);
    sequence++;
  }

  Cursor cursor(String prefix) {
    return new Cursor(prefix);
  }

  /// One known object.
  record Entry(String key, KnownObject object) {}

  /// Goes through the known objects of a prefix in the order of their keys.
  final class Cursor {
    private final String prefix;
    private final Deque<Entry> part = new ArrayDeque<>();
    private String from;
    private boolean first = true;
    private boolean last;

    private Cursor(String prefix) {
      this.prefix = OBJECT + prefix;
      this.from = this.prefix;
    }

    /// The next one, which stays the next; null at the end.
    @Nullable Entry peek() {
      if (part.isEmpty() && !last) {
        read();
      }
      return part.peek();
    }

    void advance() {
      part.remove();
    }

    private void read() {
      Map<String, String> rows = store.part(triggerId, from, first, PART);
      last = rows.size() < PART;
      first = false;
      for (Map.Entry<String, String> row : rows.entrySet()) {
        if (!row.getKey().startsWith(prefix)) {
          last = true;
          return;
        }
        from = row.getKey();
        part.add(new Entry(row.getKey().substring(OBJECT.length()), decoded(row)));
      }
    }

    private KnownObject decoded(Map.Entry<String, String> row) {
      try {
        return KnownObject.decode(row.getValue());
      } catch (IllegalArgumentException e) {
        throw new IllegalStateException(
            "the listing of trigger "
                + triggerId
                + " is damaged at "
                + row.getKey()
                + "; nothing is reported until it is repaired or the trigger is deleted",
            e);
      }
    }
  }
}
