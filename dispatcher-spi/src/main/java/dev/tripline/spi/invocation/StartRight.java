package dev.tripline.spi.invocation;

/// The right to start an invocation, for instance a lease on the events that it carries. It is asked
/// once more when the function could start at once, because it may be lost while the invocation waits
/// for a worker. Never blocks; safe for many threads.
@FunctionalInterface
public interface StartRight {
  /// Nobody else may have the right.
  StartRight ALWAYS = () -> true;

  boolean holds();
}
