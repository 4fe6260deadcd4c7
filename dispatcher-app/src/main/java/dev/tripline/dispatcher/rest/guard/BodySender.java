package dev.tripline.dispatcher.rest.guard;

import jakarta.servlet.ServletRequest;

/// The name under which the memory for a request's body is counted: the key that it names, proven or not,
/// which exists; for others the address that it comes from. Not both: one who knows a key's id only would
/// take the share of all who send from the same address, and behind a proxy that is everybody.
public final class BodySender {
  private static final String ATTRIBUTE = BodySender.class.getName();

  private BodySender() {}

  /// @param key its id; to be told before the body is read
  public static void named(ServletRequest request, String key) {
    request.setAttribute(ATTRIBUTE, key);
  }

  static String name(ServletRequest request) {
    return request.getAttribute(ATTRIBUTE) instanceof String key
        ? "key " + key
        : "address " + request.getRemoteAddr();
  }
}
