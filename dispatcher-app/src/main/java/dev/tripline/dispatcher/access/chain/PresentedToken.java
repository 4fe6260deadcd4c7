package dev.tripline.dispatcher.access.chain;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Locale;
import java.util.Optional;

/// The token that a request carries. Pure.
///
/// `Authorization: Bearer TOKEN` everywhere. Where events are posted also `Basic`, with the token as the
/// password and any name: senders such as Ceph's gateway can only be given a URL with a name and a
/// password.
final class PresentedToken {
  private static final String BEARER = "Bearer ";
  private static final String BASIC = "basic ";
  private static final String EVENTS = "/v1/events/";

  private PresentedToken() {}

  /// @param path of the request, normalised
  static Optional<String> of(String authorization, String path) {
    if (authorization.startsWith(BEARER)) {
      return Optional.of(authorization.substring(BEARER.length()));
    }
    if (path.startsWith(EVENTS) && authorization.toLowerCase(Locale.ROOT).startsWith(BASIC)) {
      return password(authorization.substring(BASIC.length()).strip());
    }
    return Optional.empty();
  }

  private static Optional<String> password(String encoded) {
    try {
      String pair = new String(Base64.getDecoder().decode(encoded), StandardCharsets.UTF_8);
      int colon = pair.indexOf(':');
      return colon < 0 ? Optional.empty() : Optional.of(pair.substring(colon + 1));
    } catch (IllegalArgumentException _) {
      return Optional.empty();
    }
  }
}
