package dev.tripline.dispatcher.rest.exchange;

/// Addresses at which functions answer to whomever their owners chose, to pages of other origins too. No
/// session and no token counts there. Never blocks; safe for many threads.
public interface ExposedAddresses {
  /// Whether a name of this server leads to functions only, whatever the path.
  ///
  /// @param host the header `Host`
  boolean hasHost(String host);

  /// Whether a path leads to functions only, under each name of this server.
  ///
  /// @param path as it was sent
  boolean hasPath(String path);
}
