package dev.tripline.dispatcher.access.openid;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.security.authentication.AuthenticationProvider;
import org.springframework.security.oauth2.client.registration.ClientRegistration;

/// The provider as it describes itself. It is asked with the first login that needs it, and again after a
/// while if it did not answer, so that the dispatcher starts without it. Safe for many threads.
final class OpenIdProvider {
  private static final Logger log = LoggerFactory.getLogger(OpenIdProvider.class);
  private static final int LONGEST_MESSAGE = 200;
  private static final Duration PAUSE = Duration.ofSeconds(5);

  private final Description description;
  private final InstantSource clock;
  private volatile @Nullable Known known;
  private Instant askAgainAt = Instant.MIN;

  OpenIdProvider(Description description, InstantSource clock) {
    this.description = description;
    this.clock = clock;
  }

  /// @param protocol exchanges a code for an ID token, and verifies that
  record Known(ClientRegistration registration, AuthenticationProvider protocol) {}

  /// Asks the provider. Blocking.
  @FunctionalInterface
  interface Description {

    /// @throws RuntimeException if it does not answer, or describes another one
    Known read();
  }

  /// Empty if it does not answer.
  Optional<Known> known() {
    Known before = known;
    return before == null ? ask() : Optional.of(before);
  }

  /// Asks again with the next login: its addresses or the client's secret may have changed.
  void forget() {
    known = null;
  }

  private synchronized Optional<Known> ask() {
    Known before = known;
    if (before != null || clock.instant().isBefore(askAgainAt)) {
      return Optional.ofNullable(before);
    }
    try {
      Known read = description.read();
      known = read;
      return Optional.of(read);
    } catch (RuntimeException e) {
      askAgainAt = clock.instant().plus(PAUSE);
      log.warn(
          "The OpenID provider cannot be asked for its description; logins with it wait: {}",
          String.valueOf(e.getMessage())
              .lines()
              .findFirst()
              .orElse("")
              .transform(OpenIdProvider::cut));
      return Optional.empty();
    }
  }

  /// The provider's own answer may be in it.
  private static String cut(String message) {
    return message.length() > LONGEST_MESSAGE
        ? message.substring(0, LONGEST_MESSAGE) + "…"
        : message;
  }
}
