package dev.tripline.dispatcher.access.execution;

import dev.tripline.dispatcher.access.chain.Credentials;
import dev.tripline.dispatcher.access.rule.Caller;
import dev.tripline.dispatcher.access.rule.Role;
import dev.tripline.dispatcher.access.signature.SigningSecret;
import dev.tripline.dispatcher.account.AccountSettings;
import dev.tripline.dispatcher.secret.Seals;
import dev.tripline.spi.audit.Actor;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Issues the sessions of functions, and finds the function that a session stands for. A session is its
/// token: a statement with a tag over it, from which every node that has the key file makes the secret
/// again. Nothing is kept for one. Reads the key file for keys that it does not know yet; safe for
/// many threads.
public final class FunctionSessions implements Credentials {
  private static final Logger log = LoggerFactory.getLogger(FunctionSessions.class);

  static final String ID_PREFIX = "ASIA";

  private static final String PURPOSE = "sessions of functions";
  private static final Pattern ROOT_ID = Pattern.compile("[0-9a-f-]{36}");
  private static final int LONGEST_TOKEN = 2048;
  private static final int KEPT = 1024;

  private final Seals seals;
  private final FunctionCredentialSettings settings;
  private final RoleHolders holders;
  private final AccountSettings account;
  private final RoleGrants grants;
  private final InstantSource clock;
  private final ConcurrentHashMap<String, SessionRoot> roots = new ConcurrentHashMap<>();

  /// Sessions whose token is proven, by token. Bounded: it is emptied when it is full.
  private final ConcurrentHashMap<String, Proven> proven = new ConcurrentHashMap<>();

  public FunctionSessions(
      Seals seals,
      FunctionCredentialSettings settings,
      RoleHolders holders,
      AccountSettings account,
      InstantSource clock) {
    this.seals = seals;
    this.settings = settings;
    this.holders = holders;
    this.account = account;
    this.grants = RoleGrants.of(settings.roles());
    this.clock = clock;
  }

  /// Whether a caller may give a function this role: its session then has no right that the caller
  /// has not.
  ///
  /// @param role its ARN
  public boolean mayPass(Caller caller, String role) {
    RoleGrants.Grant grant = grants.of(role);
    return grant.right() == Role.NONE || caller.mayGive(grant.right(), grant.resources());
  }

  /// The names by which policies may mean the function in this role: the role's, and its session's.
  ///
  /// @param role its ARN
  /// @param function name without a qualifier
  public List<String> names(String role, String function) {
    String arn = arn(role, function);
    return List.of(arn, assumed(arn, function));
  }

  /// The credentials of a session. Their values are never part of a text.
  public record Session(
      String accessKeyId, String secretAccessKey, String token, Instant validUntil) {

    @Override
    public String toString() {
      return "session " + accessKeyId + " until " + validUntil;
    }
  }

  private record Proven(
      SessionStatement statement, String accessKeyId, Caller caller, List<SigningSecret> secrets) {}

  /// Makes a session for the settings' lifetime.
  ///
  /// @param function name without a qualifier
  /// @param role the ARN of its execution role; empty if it has none
  /// @throws IllegalStateException if the key file is missing or broken
  public Session issue(String function, String role) {
    Seals.Derived primary = seals.derive(PURPOSE);
    SessionRoot root = roots.computeIfAbsent(primary.keyId(), _ -> new SessionRoot(primary.key()));
    Instant end = clock.instant().plus(settings.lifetime()).truncatedTo(ChronoUnit.SECONDS);
    String incarnation = holders.incarnation(function, role).orElse("");
    var statement = new SessionStatement(primary.keyId(), function, incarnation, role, end);
    byte[] bytes = statement.bytes();
    byte[] tag = root.tag(bytes);
    return new Session(
        root.accessKeyId(statement),
        root.secret(bytes),
        encode(ByteBuffer.allocate(tag.length + bytes.length).put(tag).put(bytes).array()),
        end);
  }

  @Override
  public Credentials.Result find(String accessKeyId, @Nullable String token) {
    if (token == null || !accessKeyId.startsWith(ID_PREFIX) || token.length() > LONGEST_TOKEN) {
      return new Credentials.Result.Unknown();
    }
    Proven session = proven.get(token);
    if (session == null) {
      session = prove(token).orElse(null);
    }
    if (session == null || !session.accessKeyId.equals(accessKeyId)) {
      return new Credentials.Result.Unknown();
    }
    SessionStatement statement = session.statement;
    if (!clock.instant().isBefore(statement.validUntil())) {
      return new Credentials.Result.Expired();
    }
    // Of a function that was deleted, if there is one of its name again, or that is in another role
    // by now.
    return holders
            .incarnation(statement.function(), statement.role())
            .filter(statement.incarnation()::equals)
            .isPresent()
        ? new Credentials.Result.Found(session.caller, session.secrets)
        : new Credentials.Result.Unknown();
  }

  private Optional<Proven> prove(String token) {
    byte[] decoded;
    try {
      decoded = Base64.getUrlDecoder().decode(token);
    } catch (IllegalArgumentException _) {
      return Optional.empty();
    }
    if (decoded.length <= SessionRoot.TAG_BYTES || !encode(decoded).equals(token)) {
      return Optional.empty();
    }
    byte[] tag = Arrays.copyOf(decoded, SessionRoot.TAG_BYTES);
    byte[] bytes = Arrays.copyOfRange(decoded, SessionRoot.TAG_BYTES, decoded.length);
    SessionStatement statement = SessionStatement.read(bytes).orElse(null);
    SessionRoot root = statement == null ? null : root(statement.rootId());
    if (statement == null || root == null || !MessageDigest.isEqual(root.tag(bytes), tag)) {
      return Optional.empty();
    }
    var session =
        new Proven(
            statement,
            root.accessKeyId(statement),
            caller(statement),
            List.of(new SigningSecret(root.secret(bytes))));
    if (proven.size() >= KEPT) {
      proven.clear();
    }
    proven.put(token, session);
    return Optional.of(session);
  }

  private static String encode(byte[] bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  private @Nullable SessionRoot root(String id) {
    SessionRoot known = roots.get(id);
    if (known != null || !ROOT_ID.matcher(id).matches()) {
      return known;
    }
    try {
      return seals
          .derive(PURPOSE, id)
          .map(key -> roots.computeIfAbsent(id, _ -> new SessionRoot(key)))
          .orElse(null);
    } catch (IllegalStateException e) {
      log.warn("A session of a key that is not known yet is refused", e);
      return null;
    }
  }

  private Caller caller(SessionStatement statement) {
    String function = statement.function();
    String role = arn(statement.role(), function);
    RoleGrants.Grant grant = grants.of(role);
    return new Caller(
        Actor.operator("function " + function),
        assumed(role, function),
        grant.right(),
        grant.resources(),
        List.of(role));
  }

  /// Of a role that is named in another way, or not at all.
  private String arn(String role, String function) {
    return role.matches("arn:[^:]*:iam::[^:]*:role/.+")
        ? role
        : "arn:aws:iam::%s:role/%s"
            .formatted(account.accountId(), role.isEmpty() ? function : role);
  }

  /// As AWS names the session of a function in its role: without the role's path.
  private static String assumed(String role, String function) {
    String[] parts = role.split(":", 6);
    return "arn:%s:sts::%s:assumed-role/%s/%s"
        .formatted(parts[1], parts[4], role.substring(role.lastIndexOf('/') + 1), function);
  }
}
