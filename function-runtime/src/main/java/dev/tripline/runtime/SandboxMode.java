package dev.tripline.runtime;

/// Whether worker processes are locked into a bubblewrap sandbox.
public enum SandboxMode {
  /// If `bwrap` works on this host; otherwise plain processes, and a log line says so.
  AUTO,
  /// Refuse to start without it.
  REQUIRED,
  /// Plain processes.
  OFF
}
