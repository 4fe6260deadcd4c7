package dev.tripline.runtime.extension.telemetry;

/// Where an extension listens, inside its own worker.
public sealed interface Destination {

  /// The address of the worker's loopback at which it listens.
  enum Place {
    /// The worker's own, by the name `sandbox.localdomain` or `sandbox`.
    SANDBOX,
    /// 127.0.0.1.
    LOCALHOST
  }

  Place place();

  int port();

  /// Batches are JSON arrays in requests of their own, and each is acknowledged.
  ///
  /// @param host as the extension wrote it, for the header `Host`
  /// @param target path and query
  record Http(Place place, int port, String host, String target) implements Destination {}

  /// Events are lines of JSON in one connection; nothing is acknowledged.
  record Tcp(int port) implements Destination {

    @Override
    public Place place() {
      return Place.SANDBOX;
    }
  }
}
