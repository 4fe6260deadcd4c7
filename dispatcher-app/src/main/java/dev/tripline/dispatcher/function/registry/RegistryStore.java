package dev.tripline.dispatcher.function.registry;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// Where the registry survives: documents by kind and name, each with the number of the change that
/// wrote it. Numbers rise over all kinds and all nodes. Blocking, durable, safe for many threads.
public interface RegistryStore {

  /// All that was written after change number `after`, lowest number first; deleted ones included.
  List<Entry> changedSince(long after);

  /// Writes a document, in one transaction, if the last change of it is still `expected`.
  ///
  /// @param expected 0 if it was never written
  /// @param document null marks it as deleted
  /// @return the number of this change, or 0 if another change came first and nothing was written
  long write(String kind, String name, long expected, @Nullable String document);

  /// @param document null if it was deleted
  record Entry(String kind, String name, long change, @Nullable String document) {}
}
