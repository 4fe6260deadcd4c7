package dev.tripline.dispatcher.audit;

import dev.tripline.dispatcher.rest.ApiProblem;
import dev.tripline.spi.audit.Actor;
import jakarta.servlet.http.HttpServletRequest;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Finds the actor of a request. Access control sets [#VERIFIED]; without it the actor is the address
/// that the request comes from, with the name that the caller gives, and nobody has checked either:
/// its kind is [Actor.Kind#ANONYMOUS].
public final class RequestActor {

  /// The request's attribute with an [Actor] whose name is proven.
  public static final String VERIFIED = RequestActor.class.getName() + ".verified";

  /// The name that a caller gives itself.
  public static final String HEADER = "Tripline-Actor";

  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9._+@-]{1,128}");

  private RequestActor() {}

  /// @throws ApiProblem if the caller's name is none
  public static Actor of(HttpServletRequest request) {
    if (request.getAttribute(VERIFIED) instanceof Actor actor) {
      return actor;
    }
    return unverified(request.getHeader(HEADER), request.getRemoteAddr());
  }

  static Actor unverified(@Nullable String name, String address) {
    if (name != null && !NAME.matcher(name).matches()) {
      throw ApiProblem.invalid(HEADER, "1 to 128 letters, digits or any of ._+@- are expected");
    }
    return new Actor(
        (name == null ? Actor.ANONYMOUS.name() : name) + " at " + address, Actor.Kind.ANONYMOUS);
  }
}
