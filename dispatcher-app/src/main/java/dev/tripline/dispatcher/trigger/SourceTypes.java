package dev.tripline.dispatcher.trigger;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/// The kinds of sources that there are.
public final class SourceTypes {
  private final Map<String, SourceType> byKind;

  public SourceTypes(List<SourceType> types) {
    this.byKind =
        types.stream()
            .collect(
                Collectors.toMap(
                    type -> type.traits().kind(),
                    type -> type,
                    (one, other) -> {
                      throw new IllegalArgumentException(
                          "two kinds of sources: " + one + ", " + other);
                    },
                    TreeMap::new));
  }

  public Optional<SourceType> find(String kind) {
    return Optional.ofNullable(byKind.get(kind));
  }

  public SourceType of(Trigger trigger) {
    String kind = trigger.source().traits().kind();
    return find(kind).orElseThrow(() -> new IllegalStateException("no kind of source " + kind));
  }

  /// All kinds of sources, by name.
  public List<String> kinds() {
    return List.copyOf(byKind.keySet());
  }
}
