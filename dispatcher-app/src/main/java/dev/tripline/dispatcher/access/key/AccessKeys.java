package dev.tripline.dispatcher.access.key;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonInclude.Include;
import dev.tripline.dispatcher.access.rule.Caller;
import dev.tripline.dispatcher.access.rule.Resource;
import dev.tripline.dispatcher.access.rule.Role;
import dev.tripline.dispatcher.audit.Audit;
import dev.tripline.dispatcher.rest.ApiProblem;
import dev.tripline.dispatcher.secret.Seals;
import dev.tripline.spi.audit.Actor;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DuplicateKeyException;

/// All that an admin does with access keys. An unknown one is an [ApiProblem] 404. A change holds on
/// this node when it returns, and on the others about a second later. Blocking; safe for many threads.
public final class AccessKeys {
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9._+@-]{1,64}");
  private static final Pattern RESOURCE = Pattern.compile("\\*|[a-z*-]{1,32}:[!-~]{1,256}");
  private static final Duration LONGEST_OVERLAP = Duration.ofDays(7);
  private static final List<String> ALL_KEYS = List.of(Audit.ACCESS_KEY + ":*");
  private static final int MOST = 10_000;
  private static final int MOST_RESOURCES = 100;

  private final AccessKeyStore store;
  private final KnownKeys known;
  private final Seals seals;
  private final Audit audit;
  private final InstantSource clock;

  public AccessKeys(
      AccessKeyStore store, KnownKeys known, Seals seals, Audit audit, InstantSource clock) {
    this.store = store;
    this.known = known;
    this.seals = seals;
    this.audit = audit;
    this.clock = clock;
  }

  /// A key to be made.
  ///
  /// @param resources patterns; see [dev.tripline.dispatcher.access.rule.Resource]
  public record Wanted(String name, AccessKey.Kind kind, Role role, List<String> resources) {}

  /// A key as it is shown.
  ///
  /// @param oldSecretUntil of a key that was rotated with an overlap
  public record View(
      String id,
      String name,
      String kind,
      String role,
      List<String> resources,
      boolean disabled,
      Instant createdAt,
      Instant updatedAt,
      @JsonInclude(Include.NON_NULL) @Nullable Instant oldSecretUntil) {}

  /// A new key, or one with a new secret: shown once.
  ///
  /// @param secretAccessKey of a signing key
  /// @param token of a token: the text to send
  public record Issued(
      View accessKey,
      @JsonInclude(Include.NON_NULL) @Nullable String secretAccessKey,
      @JsonInclude(Include.NON_NULL) @Nullable String token) {}

  /// All keys, by name.
  public List<View> list() {
    return store.all().stream().map(this::view).toList();
  }

  AccessKey key(String id) {
    return kept(id).key();
  }

  public View find(String id) {
    return view(kept(id));
  }

  /// `true` if nobody can administer the dispatcher.
  public boolean lackAdmin() {
    return store.all().stream().noneMatch(kept -> administers(kept.key(), ALL_KEYS));
  }

  public Issued create(Wanted wanted, Actor actor) {
    return add(wanted, KeyTexts.newId(wanted.kind), KeyTexts.newSecret(), actor);
  }

  /// A signing key whose id and secret were chosen elsewhere.
  public void adopt(Wanted wanted, String id, String secret, Actor actor) {
    add(wanted, id, secret, actor);
  }

  private Issued add(Wanted wanted, String id, String secret, Actor actor) {
    requireValid(wanted);
    if (store.all().size() >= MOST) {
      throw ApiProblem.conflict("there are " + MOST + " access keys, which is the limit");
    }
    Instant now = clock.instant();
    AccessKey key =
        new AccessKey(id, wanted.kind, wanted.name, wanted.role, wanted.resources, false, now, now);
    try {
      store.add(key, secret(key, 1, secret));
    } catch (DuplicateKeyException _) {
      throw ApiProblem.conflict("the name " + wanted.name + " is taken by another access key");
    }
    known.refresh();
    audit(actor, "CreateAccessKey", key, Map.of("role", key.role().word()));
    return issued(kept(id), secret);
  }

  /// Gives the key a new secret.
  ///
  /// @param overlap how long the secret of before is valid still
  public Issued rotate(String id, Duration overlap, Actor actor) {
    if (overlap.isNegative() || overlap.compareTo(LONGEST_OVERLAP) > 0) {
      throw ApiProblem.invalid("overlapSeconds", "must be 0 to " + LONGEST_OVERLAP.toSeconds());
    }
    AccessKeyStore.Kept kept = kept(id);
    String secret = KeyTexts.newSecret();
    Instant now = clock.instant();
    long number = kept.secrets().isEmpty() ? 1 : kept.secrets().getFirst().number() + 1;
    store.addSecret(id, secret(kept.key(), number, secret), now.plus(overlap), now);
    known.refresh();
    audit(
        actor,
        "RotateAccessKey",
        kept.key(),
        Map.of("overlapSeconds", Long.toString(overlap.toSeconds())));
    return issued(kept(id), secret);
  }

  /// @throws ApiProblem 409 for the last key of an admin
  public View disable(String id, Actor actor) {
    AccessKeyStore.Kept kept = kept(id);
    requireAnotherAdmin(kept.key(), "disabled");
    return setDisabled(kept, true, "DisableAccessKey", actor);
  }

  public View enable(String id, Actor actor) {
    return setDisabled(kept(id), false, "EnableAccessKey", actor);
  }

  /// @throws ApiProblem 409 for the last key of an admin
  public void delete(String id, Actor actor) {
    AccessKeyStore.Kept kept = kept(id);
    requireAnotherAdmin(kept.key(), "deleted");
    if (!store.delete(id)) {
      throw unknown(id);
    }
    known.refresh();
    audit(actor, "DeleteAccessKey", kept.key(), Map.of());
  }

  private View setDisabled(AccessKeyStore.Kept kept, boolean disabled, String action, Actor actor) {
    if (!store.setDisabled(kept.key().id(), disabled, clock.instant())) {
      throw unknown(kept.key().id());
    }
    known.refresh();
    audit(actor, action, kept.key(), Map.of());
    return find(kept.key().id());
  }

  /// The last admin without limits must stay, since no other one can make such a key; likewise the last
  /// one who has all keys.
  private void requireAnotherAdmin(AccessKey key, String what) {
    List<String> needed = administers(key, Caller.EVERYTHING) ? Caller.EVERYTHING : ALL_KEYS;
    boolean others =
        store.all().stream()
            .map(AccessKeyStore.Kept::key)
            .anyMatch(other -> administers(other, needed) && !other.id().equals(key.id()));
    if (administers(key, needed) && !others) {
      throw ApiProblem.conflict(
          "the last access key of an admin cannot be "
              + what
              + "; create another one first, which is not more limited");
    }
  }

  private static boolean administers(AccessKey key, List<String> resources) {
    return key.role() == Role.ADMIN && !key.disabled() && Caller.covers(key.resources(), resources);
  }

  private static void requireValid(Wanted wanted) {
    if (!NAME.matcher(wanted.name).matches()) {
      throw ApiProblem.invalid("name", "1 to 64 letters, digits or any of ._+@- are expected");
    }
    if (wanted.resources.isEmpty() || wanted.resources.size() > MOST_RESOURCES) {
      throw ApiProblem.invalid(
          "resources",
          "1 to " + MOST_RESOURCES + " patterns are expected, such as function:orders-*");
    }
    for (String resource : wanted.resources) {
      if (!RESOURCE.matcher(resource).matches()) {
        throw ApiProblem.invalid("resources", "KIND:NAME or * is expected, with stars in either");
      }
      if (!Resource.namesKind(resource)) {
        throw ApiProblem.invalid(
            "resources", resource + " is of no kind that there is: " + Resource.kinds());
      }
    }
  }

  private KeptSecret secret(AccessKey key, long number, String secret) {
    return switch (key.kind()) {
      case SIGNING -> KeptSecret.sealed(number, seals.seal(KeptSecret.boundTo(key.id()), secret));
      case TOKEN -> KeptSecret.digested(number, KeyTexts.digest(secret));
    };
  }

  private Issued issued(AccessKeyStore.Kept kept, String secret) {
    return switch (kept.key().kind()) {
      case SIGNING -> new Issued(view(kept), secret, null);
      case TOKEN -> new Issued(view(kept), null, KeyTexts.token(kept.key().id(), secret));
    };
  }

  private View view(AccessKeyStore.Kept kept) {
    AccessKey key = kept.key();
    Instant now = clock.instant();
    Instant until =
        kept.secrets().stream()
            .map(KeptSecret::validUntil)
            .filter(end -> end != null && end.isAfter(now))
            .findFirst()
            .orElse(null);
    return new View(
        key.id(),
        key.name(),
        key.kind().word(),
        key.role().word(),
        key.resources(),
        key.disabled(),
        key.createdAt(),
        key.updatedAt(),
        until);
  }

  private AccessKeyStore.Kept kept(String id) {
    return store.all().stream()
        .filter(kept -> kept.key().id().equals(id))
        .findFirst()
        .orElseThrow(() -> unknown(id));
  }

  private void audit(Actor actor, String action, AccessKey key, Map<String, String> details) {
    Map<String, String> all = new HashMap<>(details);
    all.put("name", key.name());
    audit.record(actor, action, Audit.ACCESS_KEY, key.id(), all);
  }

  private static ApiProblem unknown(String id) {
    return ApiProblem.notFound("there is no access key " + id);
  }
}
