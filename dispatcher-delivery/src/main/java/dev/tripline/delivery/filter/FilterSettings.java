package dev.tripline.delivery.filter;

/// Limits for filters.
///
/// @param patterns how many a trigger may have: 5 at AWS, and 10 on request
/// @param complexity how many states of the matcher one event may reach; AWS's own matcher handles
///     some 1,250 events a second at 100
public record FilterSettings(int patterns, int complexity) {

  public FilterSettings {
    if (patterns < 1 || patterns > 10 || complexity < 1) {
      throw new IllegalArgumentException(
          "tripline.filters: 1 to 10 patterns and a positive complexity are possible");
    }
  }

  /// The defaults.
  public static FilterSettings standard() {
    return new FilterSettings(5, 100);
  }
}
