package dev.tripline.dispatcher.access.browser;

import dev.tripline.dispatcher.access.chain.Sessions;
import dev.tripline.dispatcher.access.rule.Caller;
import dev.tripline.dispatcher.access.rule.Role;
import dev.tripline.dispatcher.account.AccountSettings;
import dev.tripline.spi.audit.Actor;
import dev.tripline.spi.store.StoreFullException;
import dev.tripline.spi.store.StoreUnavailableException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Begins, finds and ends sessions, for all nodes on a store: what one of them changes holds on the others
/// at once. Blocking; safe for many threads.
public final class BrowserSessions implements Sessions {
  private static final Logger log = LoggerFactory.getLogger(BrowserSessions.class);
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final Pattern COOKIE = Pattern.compile("([0-9a-f]{24})\\.([A-Za-z0-9_-]{43})");
  private static final Duration TOUCH_PAUSE = Duration.ofMinutes(1);
  private static final int MOST_OF_ONE = 50;
  private static final int MOST_LISTED = 1_000;

  private final SessionStore store;
  private final LoginSettings settings;
  private final String openIdStamp;
  private final String accountId;
  private final InstantSource clock;

  /// @param openIdStamp of the provider's settings: sessions that began with others have ended
  BrowserSessions(
      SessionStore store,
      LoginSettings settings,
      OpenIdStamp openIdStamp,
      AccountSettings account,
      InstantSource clock) {
    this.store = store;
    this.settings = settings;
    this.openIdStamp = openIdStamp.text();
    this.accountId = account.accountId();
    this.clock = clock;
  }

  /// The settings that sessions of an OpenID provider depend on, in a short text.
  public record OpenIdStamp(String text) {}

  /// The one who has proved to be it.
  ///
  /// @param stamp of the user
  public record Proven(String name, Session.Source source, Role role, String stamp) {}

  /// A new session.
  ///
  /// @param cookie the value that proves it: id and secret
  public record Begun(Session session, String cookie) {

    /// Without the secret, so that no log has it.
    @Override
    public String toString() {
      return session.toString();
    }
  }

  public Begun begin(Proven who) {
    Instant now = clock.instant();
    String id = HexFormat.of().formatHex(random(12));
    String secret = Base64.getUrlEncoder().withoutPadding().encodeToString(random(32));
    Session session =
        new Session(
            id, who.name, who.source, who.role, now, now, now.plus(settings.sessionLength()));
    store.add(session, digest(secret), who.stamp, now.minus(settings.sessionIdle()), MOST_OF_ONE);
    return new Begun(session, id + "." + secret);
  }

  @Override
  public Optional<Caller> find(String cookie) {
    return session(cookie).map(this::caller);
  }

  /// The session that a cookie proves; empty if there is none (any more).
  public Optional<Session> session(String cookie) {
    Matcher parts = COOKIE.matcher(cookie);
    if (!parts.matches()) {
      return Optional.empty();
    }
    Optional<SessionStore.Kept> kept = store.find(parts.group(1));
    Instant now = clock.instant();
    if (kept.isEmpty()
        || !isEqual(kept.get().digest(), digest(parts.group(2)))
        || !lasts(kept.get(), now)) {
      return Optional.empty();
    }
    Session session = kept.get().session();
    if (!session.usedAt().plus(TOUCH_PAUSE).isAfter(now)) {
      touch(session, now);
    }
    return Optional.of(session);
  }

  /// Those that last, the newest first.
  List<Session> list() {
    Instant now = clock.instant();
    return store.all(MOST_LISTED).stream()
        .filter(kept -> lasts(kept, now))
        .map(SessionStore.Kept::session)
        .toList();
  }

  /// Ends the session that a cookie proves. Answers it; empty if there is none (any more).
  public Optional<Session> logOut(String cookie) {
    Optional<Session> session = session(cookie);
    session.ifPresent(found -> store.delete(found.id()));
    return session;
  }

  /// `false` if there is no such session.
  boolean end(String id) {
    return store.delete(id);
  }

  private boolean lasts(SessionStore.Kept kept, Instant now) {
    Session session = kept.session();
    String stamp =
        switch (session.source()) {
          case USER -> kept.userStamp();
          case OPENID -> openIdStamp;
        };
    return kept.stamp().equals(stamp)
        && now.isBefore(session.endsAt())
        && now.isBefore(session.usedAt().plus(settings.sessionIdle()));
  }

  /// A session is good for reading while its store takes no writes.
  private void touch(Session session, Instant now) {
    try {
      store.touch(session.id(), now);
    } catch (StoreFullException | StoreUnavailableException e) {
      log.debug("The last use of the session {} was not written", session.id(), e);
    }
  }

  private Caller caller(Session session) {
    return new Caller(
        Actor.operator(session.actorName()),
        "arn:aws:iam::" + accountId + ":user/" + session.actorName(),
        session.role(),
        Caller.EVERYTHING);
  }

  private static byte[] random(int bytes) {
    byte[] random = new byte[bytes];
    RANDOM.nextBytes(random);
    return random;
  }

  private static boolean isEqual(String kept, String sent) {
    return MessageDigest.isEqual(
        kept.getBytes(StandardCharsets.US_ASCII), sent.getBytes(StandardCharsets.US_ASCII));
  }

  /// The secret is random and long, so one round is enough.
  private static String digest(String secret) {
    try {
      return HexFormat.of()
          .formatHex(
              MessageDigest.getInstance("SHA-256")
                  .digest(secret.getBytes(StandardCharsets.US_ASCII)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
