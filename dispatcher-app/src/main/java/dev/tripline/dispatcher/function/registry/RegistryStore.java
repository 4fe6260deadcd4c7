package dev.tripline.dispatcher.function.registry;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// Where the registry survives: documents by key, each with the number of the change that wrote it.
/// Numbers rise over all documents and all nodes. Blocking, durable, safe for many threads.
public interface RegistryStore {

  /// All that was written after change number `after`, lowest number first; deleted ones included.
  List<Entry> changedSince(long after);

  /// Writes a document by one conditional statement: only if the last change of the key is still
  /// `expected`. Of any number of simultaneous writes with one expectation, one succeeds.
  ///
  /// @param expected 0 if the key was never written
  /// @param content null marks the document as deleted
  /// @return the number of this change, or 0 if another change came first and nothing was written
  long write(Key key, long expected, @Nullable Content content);

  /// @param space within which a name stands for one document, of whatever kind
  record Key(String space, String name) {}

  /// @param kind how the JSON is to be read
  record Content(String kind, String json) {}

  /// @param content null if the document was deleted
  record Entry(Key key, long change, @Nullable Content content) {}
}
