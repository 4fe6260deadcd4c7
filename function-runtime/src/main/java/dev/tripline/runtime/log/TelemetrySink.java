package dev.tripline.runtime.log;

/// Receives what one worker logs and what the platform notes of it, for the worker's extensions. Safe for
/// many threads, never blocks.
public interface TelemetrySink {

  /// Whose output a line is.
  enum Origin {
    FUNCTION,
    EXTENSION
  }

  /// A line as it is in the log.
  ///
  /// @param time of the line, in the form of [PlatformLines#time]
  /// @param json whether it is a JSON object
  void line(Origin origin, String time, String line, boolean json);

  /// A line is not in the log, because the worker writes too much.
  void dropped(Origin origin, long bytes);

  /// An event of the platform, in JSON.
  void platform(String event);
}
