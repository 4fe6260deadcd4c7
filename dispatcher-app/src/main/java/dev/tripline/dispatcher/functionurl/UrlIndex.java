package dev.tripline.dispatcher.functionurl;

import dev.tripline.dispatcher.function.registry.PackageFunction;
import dev.tripline.dispatcher.function.registry.RegisteredFunction;
import dev.tripline.dispatcher.function.registry.Registry;
import dev.tripline.dispatcher.function.url.FunctionUrl;
import dev.tripline.spi.invocation.FunctionTarget;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// Finds the function that a URL leads to, in memory. Safe for many threads.
public final class UrlIndex implements Registry.ChangeListener {
  private final ConcurrentHashMap<String, Entry> byId = new ConcurrentHashMap<>();

  /// @param target with the alias, if the URL is one's
  record Entry(PackageFunction function, FunctionTarget target, FunctionUrl url) {}

  Optional<Entry> find(String id) {
    return Optional.ofNullable(byId.get(id));
  }

  @Override
  public void changed(@Nullable RegisteredFunction before, @Nullable RegisteredFunction after) {
    Map<String, FunctionUrl> now = urls(after);
    if (after instanceof PackageFunction function) {
      now.forEach((qualifier, url) -> byId.put(url.id(), entry(function, qualifier, url)));
    }
    for (FunctionUrl gone : urls(before).values()) {
      if (now.values().stream().noneMatch(url -> url.id().equals(gone.id()))) {
        byId.remove(gone.id());
      }
    }
  }

  private static Entry entry(PackageFunction function, String qualifier, FunctionUrl url) {
    boolean latest = FunctionTarget.isLatest(qualifier);
    return new Entry(function, new FunctionTarget(function.name(), latest ? null : qualifier), url);
  }

  private static Map<String, FunctionUrl> urls(@Nullable RegisteredFunction function) {
    return function instanceof PackageFunction packaged ? packaged.urls() : Map.of();
  }
}
