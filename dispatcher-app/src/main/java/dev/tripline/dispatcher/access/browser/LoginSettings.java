package dev.tripline.dispatcher.access.browser;

import java.net.URI;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/// The login for pages.
///
/// @param sessionIdle a session that is not used for so long ends
/// @param sessionLength a session ends after this time at the latest
/// @param publicUrl the address by which browsers reach this dispatcher, such as
///     `https://tripline.example.org`: needed behind a proxy that ends TLS. Cookies are sent over TLS only if
///     it says `https`, and an OpenID provider sends browsers back to it. The request's own if not set
@ConfigurationProperties("tripline.login")
public record LoginSettings(
    @DefaultValue("1h") Duration sessionIdle,
    @DefaultValue("12h") Duration sessionLength,
    @Nullable URI publicUrl) {
  private static final Duration LONGEST = Duration.ofDays(30);

  public LoginSettings {
    if (sessionIdle.toSeconds() < 60
        || sessionIdle.compareTo(sessionLength) > 0
        || sessionLength.compareTo(LONGEST) > 0) {
      throw new IllegalArgumentException(
          "tripline.login: 1m ≤ session-idle ≤ session-length ≤ 30d must hold");
    }
    if (publicUrl != null
        && (!publicUrl.toString().matches("https?://[^/?#@]+/?") || publicUrl.getHost() == null)) {
      throw new IllegalArgumentException(
          "tripline.login.public-url: https://HOST or https://HOST:PORT is expected");
    }
  }

  /// `true` if browsers reach it over TLS, whatever this node sees of it.
  boolean isSecure() {
    return publicUrl != null && "https".equals(publicUrl.getScheme());
  }
}
