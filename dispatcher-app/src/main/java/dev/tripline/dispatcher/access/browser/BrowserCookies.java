package dev.tripline.dispatcher.access.browser;

import dev.tripline.dispatcher.access.chain.SessionCookie;
import dev.tripline.dispatcher.secret.Seals;
import jakarta.servlet.http.HttpServletRequest;
import java.net.URI;
import java.time.Duration;
import java.util.Base64;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Writes the cookies of logins. Scripts do not see them, and they come with TLS only where the dispatcher is
/// reached by it. Safe for many threads.
public final class BrowserCookies {
  private static final Logger log = LoggerFactory.getLogger(BrowserCookies.class);
  private static final Pattern SEALED =
      Pattern.compile("([0-9a-f-]{36})\\.([A-Za-z0-9_-]{1,200})\\.([A-Za-z0-9_-]{1,2000})");

  private final LoginSettings settings;
  private final Seals seals;

  BrowserCookies(LoginSettings settings, Seals seals) {
    this.settings = settings;
    this.seals = seals;
  }

  /// Whether a cookie goes along when a page of another site leads to this one.
  public enum SameSite {
    STRICT("Strict"),
    /// When it opens it as a page of its own, such as by a redirect.
    LAX("Lax");

    private final String word;

    SameSite(String word) {
      this.word = word;
    }
  }

  /// The header `Set-Cookie` for a session; it goes with the browser's window.
  public String session(HttpServletRequest request, String value) {
    return base(request, SessionCookie.NAME, value, SameSite.STRICT);
  }

  /// The header that takes the session away.
  public String noSession(HttpServletRequest request) {
    return lasting(request, SessionCookie.NAME, "", SameSite.STRICT, Duration.ZERO);
  }

  public String lasting(
      HttpServletRequest request, String name, String value, SameSite site, Duration age) {
    return base(request, name, value, site) + "; Max-Age=" + age.toSeconds();
  }

  private String base(HttpServletRequest request, String name, String value, SameSite site) {
    return name
        + "="
        + value
        + "; Path=/; HttpOnly; SameSite="
        + site.word
        + (settings.isSecure() || request.isSecure() ? "; Secure" : "");
  }

  /// The address of this dispatcher for browsers, without a slash at its end.
  public String publicUrl(HttpServletRequest request) {
    URI configured = settings.publicUrl();
    if (configured != null) {
      return configured.toString().replaceAll("/$", "");
    }
    // The guard before all filters has checked the name.
    return (request.isSecure() ? "https://" : "http://") + request.getHeader("Host");
  }

  /// A text that only nodes of this dispatcher can make and read.
  ///
  /// @param purpose bound to it
  public String seal(String purpose, String text) {
    Seals.Sealed sealed = seals.seal(purpose, text);
    Base64.Encoder encoder = Base64.getUrlEncoder().withoutPadding();
    return sealed.keyId()
        + "."
        + encoder.encodeToString(sealed.wrappedKey())
        + "."
        + encoder.encodeToString(sealed.value());
  }

  /// Empty if it was not made here for this purpose.
  public Optional<String> open(String purpose, String sealed) {
    Matcher parts = SEALED.matcher(sealed);
    if (!parts.matches()) {
      return Optional.empty();
    }
    Base64.Decoder decoder = Base64.getUrlDecoder();
    try {
      return Optional.of(
          seals.open(
              purpose,
              new Seals.Sealed(
                  parts.group(1), decoder.decode(parts.group(2)), decoder.decode(parts.group(3)))));
    } catch (IllegalStateException | IllegalArgumentException e) {
      log.debug("A cookie for {} was not sealed here", purpose, e);
      return Optional.empty();
    }
  }
}
