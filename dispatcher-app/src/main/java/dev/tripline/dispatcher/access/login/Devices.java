package dev.tripline.dispatcher.access.login;

import dev.tripline.dispatcher.access.browser.BrowserCookies;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Knows browsers in which a user has logged in before, by a sealed cookie. It opens nothing: a browser that
/// has one is only counted apart by [AttemptLimits]. Safe for many threads.
final class Devices {
  static final String COOKIE = "tripline_device";
  static final Duration AGE = Duration.ofDays(90);

  private final BrowserCookies cookies;
  private final InstantSource clock;

  Devices(BrowserCookies cookies, InstantSource clock) {
    this.cookies = cookies;
    this.clock = clock;
  }

  /// The value for a browser that has just logged in.
  String cookie(String name) {
    return cookies.seal(purpose(name), clock.millis() + " " + UUID.randomUUID());
  }

  /// The id of a browser that is this user's; null if it is not known.
  @Nullable String find(String name, @Nullable String cookie) {
    if (cookie == null) {
      return null;
    }
    Optional<String[]> parts = cookies.open(purpose(name), cookie).map(text -> text.split(" ", 2));
    return parts.isPresent()
            && Instant.ofEpochMilli(Long.parseLong(parts.get()[0]))
                .plus(AGE)
                .isAfter(clock.instant())
        ? parts.get()[1]
        : null;
  }

  private static String purpose(String name) {
    return "device of " + name;
  }
}
