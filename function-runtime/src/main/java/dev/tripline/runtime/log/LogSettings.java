package dev.tripline.runtime.log;

import org.jspecify.annotations.Nullable;

/// The form of a function's log, and what is left out of it: Lambda's `LoggingConfig`.
///
/// @param group the log group; null for the one that is named after the function
/// @param json whether every line is JSON; only then levels leave lines out
/// @param application the lowest level of the function's own lines
/// @param system the lowest level of the platform's lines
public record LogSettings(
    @Nullable String group, boolean json, LogLevel application, LogLevel system) {
  public static final LogSettings TEXT =
      new LogSettings(null, false, LogLevel.TRACE, LogLevel.DEBUG);

  /// The name of the group, as a function sees it.
  public String groupOf(String functionName) {
    return group == null ? "/aws/lambda/" + functionName : group;
  }
}
