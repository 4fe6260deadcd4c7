package dev.tripline.dispatcher.rest.exchange;

import java.util.Map;

/// The headers of a page that nothing keeps, frames or adds to.
public final class PageHeaders {
  private PageHeaders() {}

  /// With another policy for referrers, browsers would not say the origin of a form.
  ///
  /// @param policy of what the page may load, and where it may send
  public static Map<String, String> of(String policy) {
    return Map.of(
        "Cache-Control",
        "no-store",
        "Content-Security-Policy",
        policy,
        "X-Content-Type-Options",
        "nosniff",
        "X-Frame-Options",
        "DENY",
        "Referrer-Policy",
        "same-origin");
  }
}
