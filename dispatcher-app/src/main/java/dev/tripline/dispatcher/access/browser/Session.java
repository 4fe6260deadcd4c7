package dev.tripline.dispatcher.access.browser;

import dev.tripline.dispatcher.access.rule.Role;
import java.time.Instant;
import java.util.Locale;

/// The time between a login and its end.
///
/// @param id names it; the secret of the cookie is not in it
/// @param name of the one who logged in
/// @param usedAt a minute old at most
/// @param endsAt the latest end, whether it is used or not
public record Session(
    String id,
    String name,
    Source source,
    Role role,
    Instant createdAt,
    Instant usedAt,
    Instant endsAt) {

  /// The place that knows the user.
  public enum Source {
    /// The dispatcher itself.
    USER,
    /// A provider of OpenID Connect.
    OPENID;

    /// As it is written in answers, and before names in the audit.
    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /// As the audit names the one who logged in: never like an access key.
  public String actorName() {
    return source.word() + "/" + name;
  }
}
