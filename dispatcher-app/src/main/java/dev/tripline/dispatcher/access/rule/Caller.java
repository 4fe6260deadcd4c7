package dev.tripline.dispatcher.access.rule;

import dev.tripline.spi.audit.Actor;
import dev.tripline.spi.store.StoreUnavailableException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// The one who sent a request, after it was proven, or after access control was turned off.
///
/// @param actor as the audit names it
/// @param arn as resource policies name it
/// @param resources patterns of what its role is limited to; see [Resource]
/// @param otherArns by which resource policies may name it too: the role of a session
public record Caller(
    Actor actor, String arn, Role role, List<String> resources, List<String> otherArns) {
  /// All resources there are.
  public static final List<String> EVERYTHING = List.of("*");

  /// Nobody yet, at the door of a source that finds out by itself who sends to it: it may do only what
  /// such a source allows.
  public static final Caller SENDER = new Caller(Actor.ANONYMOUS, "sender", Role.NONE, List.of());

  private static final String ATTRIBUTE = Caller.class.getName();

  private static final String FOUND = ATTRIBUTE + ".found";

  public Caller {
    resources = List.copyOf(resources);
    otherArns = List.copyOf(otherArns);
  }

  /// With one name only.
  public Caller(Actor actor, String arn, Role role, List<String> resources) {
    this(actor, arn, role, resources, List.of());
  }

  /// Anybody, where access control is off.
  public static Caller unrestricted() {
    return new Caller(Actor.ANONYMOUS, "*", Role.ADMIN, EVERYTHING);
  }

  /// The caller of a request; null if nobody has been found yet.
  public static @Nullable Caller of(ServletRequest request) {
    return request.getAttribute(ATTRIBUTE) instanceof Caller caller ? caller : null;
  }

  /// Who is to blame for what a request changed: the operator, if one proved to be it.
  public static Actor actorOf(HttpServletRequest request) {
    Caller caller = of(request);
    return caller != null && caller.actor.kind() == Actor.Kind.OPERATOR
        ? caller.actor
        : new Actor("anonymous at " + request.getRemoteAddr(), Actor.Kind.ANONYMOUS);
  }

  /// Whether payloads and environment variables may be shown to the one who sent the request: not
  /// to a caller who was not found.
  public static boolean seesContent(ServletRequest request) {
    Caller caller = of(request);
    return caller != null && caller.role.seesContent();
  }

  /// Notes how the caller of a request is found, so that it can be found again while the request lasts.
  public static void found(ServletRequest request, Supplier<Optional<Caller>> by) {
    request.setAttribute(FOUND, by);
  }

  /// Whether the caller of a request that lasts is still known, and may still do the same: nobody goes on
  /// whose key was disabled or limited, or whose session has ended; nor while the store cannot tell. May ask
  /// the store.
  public static boolean isStill(ServletRequest request) {
    try {
      return !(request.getAttribute(FOUND) instanceof Supplier<?> again)
          || again.get().equals(Optional.ofNullable(of(request)));
    } catch (StoreUnavailableException _) {
      return false;
    }
  }

  public void sent(ServletRequest request) {
    request.setAttribute(ATTRIBUTE, this);
  }

  /// Whether a resource policy that names a principal means it.
  public boolean isNamed(String principal) {
    return principal.equals(arn) || otherArns.contains(principal);
  }

  /// Whether it has all that such a role with such resources is: it can give nothing else to others.
  ///
  /// @param given patterns
  public boolean mayGive(Role other, List<String> given) {
    return Permission.cover(role, other) && covers(resources, given);
  }

  /// Whether all that the one list of patterns stands for is what the other one stands for.
  public static boolean covers(List<String> patterns, List<String> others) {
    return others.stream().allMatch(other -> Resource.cover(patterns, other));
  }

  /// Whether it is one of those that its role is limited to.
  public boolean mayTouch(Resource resource) {
    for (String pattern : resources) {
      if (resource.matches(pattern)) {
        return true;
      }
    }
    return false;
  }
}
