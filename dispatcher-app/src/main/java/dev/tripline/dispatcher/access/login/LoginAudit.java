package dev.tripline.dispatcher.access.login;

import dev.tripline.dispatcher.access.browser.Session;
import dev.tripline.dispatcher.audit.Audit;
import dev.tripline.spi.audit.Actor;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Tells of logins, in the audit and in `tripline.logins`. Blocking; safe for many threads.
final class LoginAudit {
  private final Audit audit;
  private final FailedLogins failures;
  private final MeterRegistry meters;

  LoginAudit(Audit audit, FailedLogins failures, MeterRegistry meters) {
    this.audit = audit;
    this.failures = failures;
    this.meters = meters;
    for (Session.Source source : Session.Source.values()) {
      for (Outcome outcome : Outcome.values()) {
        counter(source, outcome);
      }
    }
  }

  /// The ends of an attempt, as the meter names them.
  private enum Outcome {
    ACCEPTED,
    REFUSED,
    LIMITED,
    UNAVAILABLE
  }

  void loggedIn(Session session) {
    count(session.source(), Outcome.ACCEPTED);
    record(session, "Login");
  }

  void loggedOut(Session session) {
    record(session, "Logout");
  }

  /// @param name of a user; null for one that nobody has
  void refused(@Nullable String name, String address) {
    count(Session.Source.USER, Outcome.REFUSED);
    failures.add(name, address);
  }

  /// A provider's user was refused.
  void openIdRefused(String address) {
    count(Session.Source.OPENID, Outcome.REFUSED);
    failures.add(Session.Source.OPENID.word() + "/unknown", address);
  }

  void later(Session.Source source) {
    count(source, Outcome.LIMITED);
  }

  /// The provider could not be asked.
  void unavailable() {
    count(Session.Source.OPENID, Outcome.UNAVAILABLE);
  }

  private void record(Session session, String action) {
    audit.record(
        Actor.operator(session.actorName()),
        action,
        Audit.SESSION,
        session.id(),
        Map.of("name", session.name(), "role", session.role().word()));
  }

  private void count(Session.Source source, Outcome outcome) {
    counter(source, outcome).increment();
  }

  private Counter counter(Session.Source source, Outcome outcome) {
    return meters.counter(
        "tripline.logins",
        "source",
        source.word(),
        "outcome",
        outcome.name().toLowerCase(Locale.ROOT));
  }
}
