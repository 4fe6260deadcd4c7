package dev.tripline.runtime;

/// Whether worker processes are confined in a sandbox.
public enum SandboxMode {
  /// In one, if one works on this host; otherwise plain processes, and a warning says so.
  AUTO,
  /// In one; without it the start is refused.
  REQUIRED,
  /// Plain processes.
  OFF
}
