package dev.tripline.dispatcher.function.registry;

import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.json.JsonMapper;

/// What is registered, in memory, and durable behind it. Reads never block; a change returns after
/// its commit. Changes made by other nodes are seen after [#refresh()], which somebody calls about
/// once a second.
public final class Registry {
  private static final Logger log = LoggerFactory.getLogger(Registry.class);
  private static final String FUNCTION = "function";
  private static final String LAYER = "layer";

  private final RegistryStore store;
  private final JsonMapper json = JsonMapper.builder().build();
  private final Shelf<PackageFunction> functions = new Shelf<>(FUNCTION, PackageFunction.class);
  private final Shelf<Layer> layers = new Shelf<>(LAYER, Layer.class);
  private final List<ChangeListener> listeners = new CopyOnWriteArrayList<>();
  private final ReentrantLock lock = new ReentrantLock();
  private long seen;

  public Registry(RegistryStore store) {
    this.store = store;
  }

  /// Told after each change of a function, in the order of the changes; must not block for long.
  public interface ChangeListener {

    /// @param before null if it was created
    /// @param after null if it was deleted
    void changed(@Nullable PackageFunction before, @Nullable PackageFunction after);
  }

  public void listen(ChangeListener listener) {
    listeners.add(listener);
  }

  public @Nullable PackageFunction function(String name) {
    return functions.get(name);
  }

  public Collection<PackageFunction> functions() {
    return functions.all();
  }

  public Optional<Layer> layer(String name) {
    return Optional.ofNullable(layers.get(name));
  }

  public Collection<Layer> layers() {
    return layers.all();
  }

  /// Changes a function, alone: what `change` gets is the newest state (null if there is none), and
  /// nothing comes between that and the commit. It may be called again when another node was faster.
  /// It answers the new state, or null to delete; whatever it throws reaches the caller and nothing is
  /// changed.
  public @Nullable PackageFunction changeFunction(
      String name, Function<@Nullable PackageFunction, @Nullable PackageFunction> change) {
    return change(functions, name, change);
  }

  /// As [#changeFunction], for a layer.
  public @Nullable Layer changeLayer(
      String name, Function<@Nullable Layer, @Nullable Layer> change) {
    return change(layers, name, change);
  }

  /// Takes over what other nodes have changed.
  public void refresh() {
    lock.lock();
    try {
      for (RegistryStore.Entry entry : store.changedSince(seen)) {
        switch (entry.kind()) {
          case FUNCTION -> functions.take(entry);
          case LAYER -> layers.take(entry);
          default -> log.warn("registry entry of unknown kind {} is skipped", entry.kind());
        }
        seen = Math.max(seen, entry.change());
      }
    } finally {
      lock.unlock();
    }
  }

  private <T> @Nullable T change(
      Shelf<T> shelf, String name, Function<@Nullable T, @Nullable T> change) {
    lock.lock();
    try {
      while (true) {
        T before = shelf.get(name);
        T after = change.apply(before);
        if (Objects.equals(before, after)) {
          return after;
        }
        String document = after == null ? null : json.writeValueAsString(after);
        long number = store.write(shelf.kind, name, shelf.change(name), document);
        if (number > 0) {
          shelf.put(name, number, after);
          return after;
        }
        refresh();
      }
    } finally {
      lock.unlock();
    }
  }

  private void tell(@Nullable Object before, @Nullable Object after) {
    if (before instanceof Layer || after instanceof Layer) {
      return;
    }
    for (ChangeListener listener : listeners) {
      listener.changed((PackageFunction) before, (PackageFunction) after);
    }
  }

  /// The documents of one kind.
  private final class Shelf<T> {
    final String kind;
    final Class<T> type;
    final ConcurrentHashMap<String, T> documents = new ConcurrentHashMap<>();
    final ConcurrentHashMap<String, Long> changes = new ConcurrentHashMap<>();

    Shelf(String kind, Class<T> type) {
      this.kind = kind;
      this.type = type;
    }

    @Nullable T get(String name) {
      return documents.get(name);
    }

    Collection<T> all() {
      return documents.values();
    }

    long change(String name) {
      return changes.getOrDefault(name, 0L);
    }

    void take(RegistryStore.Entry entry) {
      if (entry.change() > change(entry.name())) {
        String document = entry.document();
        put(entry.name(), entry.change(), document == null ? null : json.readValue(document, type));
      }
    }

    void put(String name, long number, @Nullable T document) {
      changes.put(name, number);
      T before = document == null ? documents.remove(name) : documents.put(name, document);
      tell(before, document);
    }
  }
}
