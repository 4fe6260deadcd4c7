package dev.tripline.dispatcher.access.user;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonInclude.Include;
import dev.tripline.dispatcher.access.rule.Role;
import dev.tripline.dispatcher.audit.Audit;
import dev.tripline.dispatcher.rest.ApiProblem;
import dev.tripline.spi.audit.Actor;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DuplicateKeyException;

/// All that an admin does with users. An unknown one is an [ApiProblem] 404. Each change ends the user's
/// sessions, on all nodes at once. Blocking; safe for many threads.
public final class Users {
  private static final Pattern NAME = Pattern.compile("[a-z0-9._+@-]{1,64}");
  private static final int MOST = 10_000;

  private final UserStore store;
  private final Passwords passwords;
  private final Audit audit;
  private final InstantSource clock;

  public Users(UserStore store, Passwords passwords, Audit audit, InstantSource clock) {
    this.store = store;
    this.passwords = passwords;
    this.audit = audit;
    this.clock = clock;
  }

  /// A user as it is shown.
  public record View(
      String name, String role, boolean disabled, Instant createdAt, Instant updatedAt) {

    static View of(User user) {
      return new View(
          user.name(), user.role().word(), user.disabled(), user.createdAt(), user.updatedAt());
    }
  }

  /// A new user, or one with a new password.
  ///
  /// @param password if it was generated: shown once
  public record Issued(View user, @JsonInclude(Include.NON_NULL) @Nullable String password) {

    /// Without the password, so that no log has it.
    @Override
    public String toString() {
      return user.toString();
    }
  }

  /// All users, by name.
  public List<View> list() {
    return store.all().stream().map(View::of).toList();
  }

  public View find(String name) {
    return View.of(kept(name).user());
  }

  /// @param password null for one that is generated
  public Issued create(String name, Role role, @Nullable String password, Actor actor) {
    if (!NAME.matcher(name).matches()) {
      throw ApiProblem.invalid(
          "name", "1 to 64 small letters, digits or any of ._+@- are expected");
    }
    String chosen = chosen(password);
    if (store.count() >= MOST) {
      throw ApiProblem.conflict("there are " + MOST + " users, which is the limit");
    }
    Instant now = clock.instant();
    User user = new User(name, role, stamp(), false, now, now);
    String hash = passwords.hash(chosen);
    try {
      store.add(user, hash);
    } catch (DuplicateKeyException _) {
      throw ApiProblem.conflict("there is a user " + name + " already");
    }
    audit(actor, "CreateUser", name, Map.of("role", role.word()));
    return new Issued(View.of(user), password == null ? chosen : null);
  }

  public View setRole(String name, Role role, Actor actor) {
    require(name, store.setRole(name, role, stamp(), clock.instant()));
    audit(actor, "SetUserRole", name, Map.of("role", role.word()));
    return find(name);
  }

  /// @param password null for one that is generated
  public Issued setPassword(String name, @Nullable String password, Actor actor) {
    kept(name);
    String chosen = chosen(password);
    require(name, store.setHash(name, passwords.hash(chosen), stamp(), clock.instant()));
    audit(actor, "SetUserPassword", name, Map.of());
    return new Issued(find(name), password == null ? chosen : null);
  }

  public View setDisabled(String name, boolean disabled, Actor actor) {
    require(name, store.setDisabled(name, disabled, stamp(), clock.instant()));
    audit(actor, disabled ? "DisableUser" : "EnableUser", name, Map.of());
    return find(name);
  }

  public void delete(String name, Actor actor) {
    require(name, store.delete(name));
    audit(actor, "DeleteUser", name, Map.of());
  }

  private static String chosen(@Nullable String password) {
    if (password == null) {
      return Passwords.generated();
    }
    Passwords.requireValid("password", password);
    return password;
  }

  private static String stamp() {
    return UUID.randomUUID().toString();
  }

  private UserStore.Kept kept(String name) {
    return store.find(name).orElseThrow(() -> unknown(name));
  }

  private static void require(String name, boolean found) {
    if (!found) {
      throw unknown(name);
    }
  }

  private static ApiProblem unknown(String name) {
    return ApiProblem.notFound("there is no user " + name);
  }

  private void audit(Actor actor, String action, String name, Map<String, String> details) {
    audit.record(actor, action, Audit.USER, name, details);
  }
}
