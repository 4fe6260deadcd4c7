package dev.tripline.dispatcher.function.registry;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// All functions, packages and endpoints alike, all layers, networks and code signing configurations: in
/// memory, and durable behind it.
/// Reads never block; a change returns after its commit. Changes made by other nodes are seen after
/// [#refresh()], which somebody calls about once a second.
public final class Registry {
  private static final Logger log = LoggerFactory.getLogger(Registry.class);
  private static final String FUNCTIONS = "function";
  private static final String LAYERS = "layer";
  private static final String NETWORKS = "network";
  private static final String SIGNING = "code-signing-config";

  private final RegistryStore store;
  private final DocumentCache<RegisteredFunction> functions =
      new DocumentCache<>(
          FUNCTIONS,
          Map.of("function", PackageFunction.class, "endpoint", Endpoint.class),
          this::announce);
  private final DocumentCache<Layer> layers =
      new DocumentCache<>(LAYERS, Map.of("layer", Layer.class), (_, _) -> {});
  private final DocumentCache<FunctionNetwork> networks =
      new DocumentCache<>(
          NETWORKS, Map.of("network", FunctionNetwork.class), this::announceNetwork);
  private final DocumentCache<CodeSigningConfig> signing =
      new DocumentCache<>(SIGNING, Map.of(SIGNING, CodeSigningConfig.class), (_, _) -> {});
  private final List<NetworkListener> networkListeners = new CopyOnWriteArrayList<>();
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
    void changed(@Nullable RegisteredFunction before, @Nullable RegisteredFunction after);
  }

  /// Told after each change of a network that there is; must not block for long.
  public interface NetworkListener {
    void changed(FunctionNetwork network);
  }

  public void listenToNetworks(NetworkListener listener) {
    networkListeners.add(listener);
  }

  public void listen(ChangeListener listener) {
    listeners.add(listener);
  }

  /// The function of any kind that has the name.
  public @Nullable RegisteredFunction find(String name) {
    return functions.get(name);
  }

  /// The package function of that name; null if there is none, or if the name is an endpoint's.
  public @Nullable PackageFunction function(String name) {
    return packaged(functions.get(name));
  }

  /// All functions, of every kind.
  public Collection<RegisteredFunction> all() {
    return functions.all();
  }

  /// All package functions.
  public List<PackageFunction> functions() {
    return functions.all().stream()
        .filter(PackageFunction.class::isInstance)
        .map(PackageFunction.class::cast)
        .toList();
  }

  public Optional<Layer> layer(String name) {
    return Optional.ofNullable(layers.get(name));
  }

  public Collection<Layer> layers() {
    return layers.all();
  }

  public Optional<FunctionNetwork> network(String name) {
    return Optional.ofNullable(networks.get(name));
  }

  public Collection<FunctionNetwork> networks() {
    return networks.all();
  }

  public Optional<CodeSigningConfig> codeSigningConfig(String id) {
    return Optional.ofNullable(signing.get(id));
  }

  public Collection<CodeSigningConfig> codeSigningConfigs() {
    return signing.all();
  }

  /// Takes the function's name: of any number of simultaneous creations of one name, on any node and
  /// of any kind, one succeeds.
  ///
  /// @return false if the name is taken; nothing is changed then
  public boolean create(RegisteredFunction function) {
    String name = function.name();
    lock.lock();
    try {
      if (functions.taken(name)) {
        refresh(); // another node may have deleted it
      }
      while (!functions.taken(name)) {
        if (write(functions, name, function)) {
          return true;
        }
      }
      return false;
    } finally {
      lock.unlock();
    }
  }

  /// Puts `after` in the place of `before`.
  ///
  /// @param after of the same name; null deletes
  /// @return false if the function is no longer equal to `before`; nothing is changed then, and
  ///     [#find] answers the newest state
  public boolean replace(RegisteredFunction before, @Nullable RegisteredFunction after) {
    lock.lock();
    try {
      return before.equals(functions.get(before.name())) && write(functions, before.name(), after);
    } finally {
      lock.unlock();
    }
  }

  /// Changes a package function, alone: `change` gets the newest state (null if there is no package
  /// function of that name), and nothing comes between that and the commit. It may be called again
  /// when another node was faster. It answers the new state, or null to delete; whatever it throws
  /// reaches the caller and nothing is changed.
  ///
  /// @throws IllegalStateException if it answers a function where there is none: see [#create]
  public @Nullable PackageFunction changeFunction(
      String name, Function<@Nullable PackageFunction, @Nullable PackageFunction> change) {
    return packaged(
        change(
            functions,
            name,
            current -> {
              PackageFunction before = packaged(current);
              PackageFunction after = change.apply(before);
              if (before == null && after != null) {
                throw new IllegalStateException("a change of " + name + " cannot create it");
              }
              return before == null ? current : after;
            }));
  }

  /// As [#changeFunction], for a layer, which may also be created so.
  public @Nullable Layer changeLayer(
      String name, Function<@Nullable Layer, @Nullable Layer> change) {
    return change(layers, name, change);
  }

  /// As [#changeLayer], for a network.
  public @Nullable FunctionNetwork changeNetwork(
      String name, Function<@Nullable FunctionNetwork, @Nullable FunctionNetwork> change) {
    return change(networks, name, change);
  }

  /// As [#changeLayer], for a code signing configuration.
  public @Nullable CodeSigningConfig changeCodeSigningConfig(
      String id, Function<@Nullable CodeSigningConfig, @Nullable CodeSigningConfig> change) {
    return change(signing, id, change);
  }

  /// Takes over what other nodes have changed.
  public void refresh() {
    lock.lock();
    try {
      for (RegistryStore.Entry entry : store.changedSince(seen)) {
        switch (entry.key().space()) {
          case FUNCTIONS -> functions.take(entry);
          case LAYERS -> layers.take(entry);
          case NETWORKS -> networks.take(entry);
          case SIGNING -> signing.take(entry);
          default -> log.warn("registry entry {} of an unknown space is skipped", entry.key());
        }
        seen = Math.max(seen, entry.change());
      }
    } finally {
      lock.unlock();
    }
  }

  private <T> @Nullable T change(
      DocumentCache<T> cache, String name, Function<@Nullable T, @Nullable T> change) {
    lock.lock();
    try {
      while (true) {
        T before = cache.get(name);
        T after = change.apply(before);
        if (Objects.equals(before, after) || write(cache, name, after)) {
          return after;
        }
      }
    } finally {
      lock.unlock();
    }
  }

  /// Writes on the newest knowledge; refreshes and answers false if that was not the newest.
  private <T> boolean write(DocumentCache<T> cache, String name, @Nullable T document) {
    long number = store.write(cache.key(name), cache.change(name), cache.content(document));
    if (number == 0) {
      refresh();
      return false;
    }
    cache.put(name, number, document);
    return true;
  }

  private void announce(@Nullable RegisteredFunction before, @Nullable RegisteredFunction after) {
    for (ChangeListener listener : listeners) {
      listener.changed(before, after);
    }
  }

  private void announceNetwork(@Nullable FunctionNetwork before, @Nullable FunctionNetwork after) {
    if (after != null) {
      networkListeners.forEach(listener -> listener.changed(after));
    }
  }

  private static @Nullable PackageFunction packaged(@Nullable RegisteredFunction function) {
    return function instanceof PackageFunction packaged ? packaged : null;
  }
}
