package dev.tripline.dispatcher.function.registry;

import java.util.Map;

/// A name for a version, or for two versions that share the calls.
///
/// @param additionalWeights at most one other version, with the share of calls (0 to 1) that it gets
public record Alias(
    String name,
    String version,
    String description,
    Map<String, Double> additionalWeights,
    String revisionId) {

  /// The version that the next call goes to.
  ///
  /// @param random from 0 (inclusive) to 1
  public String route(double random) {
    double rest = random;
    for (Map.Entry<String, Double> other : additionalWeights.entrySet()) {
      if (rest < other.getValue()) {
        return other.getKey();
      }
      rest -= other.getValue();
    }
    return version;
  }
}
