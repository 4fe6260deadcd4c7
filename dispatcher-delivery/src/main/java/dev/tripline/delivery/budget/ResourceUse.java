package dev.tripline.delivery.budget;

import java.time.Duration;
import java.util.Collection;
import java.util.List;

/// The shared resources that an invocation uses.
///
/// @param resources in the order in which they are entered; the same for all, so that nobody waits in
///     a circle
/// @param longest the invocation runs no longer than this
public record ResourceUse(List<String> resources, Duration longest) {
  public static final ResourceUse NONE = new ResourceUse(List.of(), Duration.ZERO);

  /// The same resource named twice counts once.
  public static ResourceUse of(Collection<String> resources, Duration longest) {
    return resources.isEmpty()
        ? NONE
        : new ResourceUse(resources.stream().distinct().sorted().toList(), longest);
  }
}
