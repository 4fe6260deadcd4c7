package dev.tripline.dispatcher.access.rule;

import dev.tripline.dispatcher.rest.ApiProblem;
import jakarta.servlet.ServletRequest;
import java.util.List;

/// Access that one gives to others, which is never more than it has itself. Pure.
public final class GivenAccess {
  private GivenAccess() {}

  /// @param resources patterns
  /// @throws ApiProblem 403 if the caller of the request has less
  public static void require(ServletRequest request, Role role, List<String> resources) {
    Caller caller = Caller.of(request);
    if (caller == null || !caller.mayGive(role, resources)) {
      throw ApiProblem.forbidden(
          "the role %s for %s is more than you have; your access is limited to %s"
              .formatted(
                  role.word(),
                  String.join(", ", resources),
                  caller == null ? "nothing" : String.join(", ", caller.resources())));
    }
  }
}
