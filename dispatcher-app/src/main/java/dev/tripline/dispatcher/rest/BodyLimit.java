package dev.tripline.dispatcher.rest;

/// The most that the body of a request to some routes may have.
///
/// @param pathPrefix of the routes, for instance `/v1/events/`
/// @param pathSuffix of the routes as well; empty for any
public record BodyLimit(String pathPrefix, String pathSuffix, long bytes) {
  public BodyLimit {
    if (bytes < 1 || bytes > Integer.MAX_VALUE - 16) {
      throw new IllegalArgumentException(
          "the limit of bodies below " + pathPrefix + " must be 1 byte to 2 GB");
    }
  }

  /// Of all routes with a prefix.
  public BodyLimit(String pathPrefix, long bytes) {
    this(pathPrefix, "", bytes);
  }

  boolean isOf(String path) {
    return path.startsWith(pathPrefix) && path.endsWith(pathSuffix);
  }
}
