package dev.tripline.dispatcher.function.registry;

import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.json.JsonMapper;

/// The documents of one space of names, in memory. Read by many threads; changed under the
/// registry's lock.
final class DocumentCache<T> {
  private static final Logger log = LoggerFactory.getLogger(DocumentCache.class);
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final String space;
  private final Map<String, Class<? extends T>> kinds;
  private final BiConsumer<@Nullable T, @Nullable T> listener;
  private final ConcurrentHashMap<String, T> documents = new ConcurrentHashMap<>();
  private final ConcurrentHashMap<String, Long> changes = new ConcurrentHashMap<>();
  private final Set<String> unreadable = ConcurrentHashMap.newKeySet();

  /// @param kinds the types of documents, by the name of their kind in the store
  /// @param listener called after each change with the document before and after it
  DocumentCache(
      String space,
      Map<String, Class<? extends T>> kinds,
      BiConsumer<@Nullable T, @Nullable T> listener) {
    this.space = space;
    this.kinds = kinds;
    this.listener = listener;
  }

  @Nullable T get(String name) {
    return documents.get(name);
  }

  Collection<T> all() {
    return documents.values();
  }

  /// Whether the name stands for a document, even for one of a kind that this version cannot read.
  boolean taken(String name) {
    return documents.containsKey(name) || unreadable.contains(name);
  }

  RegistryStore.Key key(String name) {
    return new RegistryStore.Key(space, name);
  }

  /// The number of the last known change of the name; 0 if there was none.
  long change(String name) {
    return changes.getOrDefault(name, 0L);
  }

  RegistryStore.@Nullable Content content(@Nullable T document) {
    if (document == null) {
      return null;
    }
    String kind =
        kinds.entrySet().stream()
            .filter(entry -> entry.getValue().isInstance(document))
            .map(Map.Entry::getKey)
            .findFirst()
            .orElseThrow(() -> new IllegalArgumentException("no kind for " + document.getClass()));
    return new RegistryStore.Content(kind, JSON.writeValueAsString(document));
  }

  /// Takes over an entry of the store, unless a later one is known.
  void take(RegistryStore.Entry entry) {
    String name = entry.key().name();
    if (entry.change() <= change(name)) {
      return;
    }
    RegistryStore.Content content = entry.content();
    Class<? extends T> type = content == null ? null : kinds.get(content.kind());
    put(
        name,
        entry.change(),
        content == null || type == null ? null : JSON.readValue(content.json(), type));
    if (content != null && type == null) {
      log.warn(
          "{} {} is of the kind {}, which this version does not know; it is left as it is",
          space,
          name,
          content.kind());
      unreadable.add(name);
    }
  }

  void put(String name, long number, @Nullable T document) {
    changes.put(name, number);
    unreadable.remove(name);
    T before = document == null ? documents.remove(name) : documents.put(name, document);
    listener.accept(before, document);
  }
}
