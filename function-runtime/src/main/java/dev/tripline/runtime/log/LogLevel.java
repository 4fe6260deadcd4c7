package dev.tripline.runtime.log;

import java.util.Locale;

/// Levels of log lines, the most detailed first.
public enum LogLevel {
  TRACE,
  DEBUG,
  INFO,
  WARN,
  ERROR,
  FATAL;

  /// The level by its name in any runtime; INFO if there is no such level, as on Lambda.
  public static LogLevel of(String name) {
    return switch (name.toUpperCase(Locale.ROOT)) {
      case "TRACE", "FINEST", "FINER" -> TRACE;
      case "DEBUG", "FINE" -> DEBUG;
      case "WARN", "WARNING" -> WARN;
      case "ERROR", "SEVERE" -> ERROR;
      case "FATAL", "CRITICAL" -> FATAL;
      default -> INFO;
    };
  }
}
