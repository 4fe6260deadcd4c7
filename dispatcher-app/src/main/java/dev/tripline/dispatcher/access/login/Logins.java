package dev.tripline.dispatcher.access.login;

import dev.tripline.dispatcher.access.browser.BrowserSessions;
import dev.tripline.dispatcher.access.browser.Session;
import dev.tripline.dispatcher.access.user.Passwords;
import dev.tripline.dispatcher.access.user.User;
import dev.tripline.dispatcher.access.user.UserStore;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Logs users in by their password. An unknown user, a disabled one and a wrong password look the same and
/// take as long. Blocking; safe for many threads.
final class Logins {
  private static final int LONGEST_NAME = 64;
  private static final Duration AFTER_OTHERS = Duration.ofSeconds(5);

  private final UserStore users;
  private final Passwords passwords;
  private final BrowserSessions sessions;
  private final AttemptLimits limits;
  private final LoginAudit audit;

  Logins(
      UserStore users,
      Passwords passwords,
      BrowserSessions sessions,
      AttemptLimits limits,
      LoginAudit audit) {
    this.users = users;
    this.passwords = passwords;
    this.sessions = sessions;
    this.limits = limits;
    this.audit = audit;
  }

  /// One attempt.
  ///
  /// @param name as [#normal] has it
  /// @param address it comes from
  /// @param device of a browser that is known to be this user's
  record Attempt(String name, String password, String address, @Nullable String device) {

    /// Without the password, so that no log has it.
    @Override
    public String toString() {
      return "attempt from " + address;
    }
  }

  /// The outcome of an attempt.
  sealed interface Result {

    record Accepted(BrowserSessions.Begun begun) implements Result {}

    record Refused() implements Result {}

    /// It was not looked at.
    record Later(Duration pause) implements Result {}
  }

  /// The outcome of a comparison.
  sealed interface Check {

    record Right(UserStore.Kept user) implements Check {}

    record Wrong() implements Check {}

    /// It was not compared.
    record Later(Duration pause) implements Check {}
  }

  /// Names are kept in lower case.
  static String normal(String name) {
    return name.strip().toLowerCase(Locale.ROOT);
  }

  Result logIn(Attempt attempt) {
    return switch (check(attempt)) {
      case Check.Right right -> new Result.Accepted(begin(right.user.user()));
      case Check.Wrong _ -> new Result.Refused();
      case Check.Later later -> new Result.Later(later.pause);
    };
  }

  private BrowserSessions.Begun begin(User user) {
    BrowserSessions.Begun begun =
        sessions.begin(
            new BrowserSessions.Proven(
                user.name(), Session.Source.USER, user.role(), user.stamp()));
    audit.loggedIn(begun.session());
    return begun;
  }

  /// Compares the password, and counts the attempt.
  Check check(Attempt attempt) {
    Duration wait = limits.take(attempt.name, attempt.device);
    if (!wait.isZero()) {
      audit.later(Session.Source.USER);
      return new Check.Later(wait);
    }
    Optional<UserStore.Kept> kept =
        attempt.name.isEmpty() || attempt.name.length() > LONGEST_NAME
            ? Optional.empty()
            : users.find(attempt.name);
    return switch (passwords.compare(
        attempt.password, kept.map(UserStore.Kept::hash).orElse(null))) {
      case BUSY -> {
        limits.giveBack(attempt.name, attempt.device);
        audit.later(Session.Source.USER);
        yield new Check.Later(AFTER_OTHERS);
      }
      case WRONG -> wrong(kept, attempt);
      case RIGHT -> right(kept.orElseThrow(), attempt);
    };
  }

  private Check right(UserStore.Kept found, Attempt attempt) {
    if (found.user().disabled()) {
      return wrong(Optional.of(found), attempt);
    }
    limits.giveBack(attempt.name, attempt.device);
    return new Check.Right(found);
  }

  private Check wrong(Optional<UserStore.Kept> kept, Attempt attempt) {
    audit.refused(kept.map(found -> found.user().name()).orElse(null), attempt.address);
    return new Check.Wrong();
  }

  /// The user whose session a cookie proves; empty for a provider's user.
  Optional<String> userOf(@Nullable String cookie) {
    return Optional.ofNullable(cookie)
        .flatMap(sessions::session)
        .filter(session -> session.source() == Session.Source.USER)
        .map(Session::name);
  }

  /// Ends the session that a cookie proves, if there is one.
  void logOut(String cookie) {
    sessions.logOut(cookie).ifPresent(audit::loggedOut);
  }
}
