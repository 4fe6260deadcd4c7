package dev.tripline.dispatcher.functionurl;

import dev.tripline.dispatcher.access.chain.SignatureCheck;
import dev.tripline.dispatcher.access.rule.AccessRules;
import dev.tripline.dispatcher.access.rule.Caller;
import dev.tripline.dispatcher.access.rule.Decision;
import dev.tripline.dispatcher.access.rule.Resource;
import dev.tripline.dispatcher.function.url.FunctionUrl.Auth;
import dev.tripline.dispatcher.rest.connection.ConnectionUse;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/// Decides whether a request may reach the function behind a URL. Blocks while a signed body is read; safe
/// for many threads.
final class UrlAccess {
  private static final String FORBIDDEN =
      "Forbidden. For troubleshooting Function URL authorization issues, see:"
          + " https://docs.aws.amazon.com/lambda/latest/dg/urls-auth.html";

  private final boolean required;
  private final SignatureCheck signatures;
  private final AccessRules rules;

  /// @param required `false` lets everybody in
  /// @param signatures with a limit of bodies that any path has
  UrlAccess(boolean required, SignatureCheck signatures, AccessRules rules) {
    this.required = required;
    this.signatures = signatures;
    this.rules = rules;
  }

  /// The decision on one request.
  sealed interface Admission {
    /// @param caller who signed it; null if nobody had to
    /// @param request whose body can be read
    record Admitted(@Nullable Caller caller, HttpServletRequest request) implements Admission {}

    /// @param type of the error in AWS's words
    record Refused(int status, String type, String message) implements Admission {}
  }

  /// Connections of callers who have proved to be one are kept, and those of all where nobody has to.
  Admission admit(HttpServletRequest request, UrlIndex.Entry entry) throws IOException {
    if (!required) {
      ConnectionUse.keep(request);
      return new Admission.Admitted(null, request);
    }
    if (entry.url().auth() == Auth.NONE) {
      return UrlPolicies.isPublic(entry.function(), entry.target())
          ? new Admission.Admitted(null, request)
          : forbidden();
    }
    return switch (signatures.check(request)) {
      case SignatureCheck.Outcome.Proven proven -> signed(proven, entry);
      case SignatureCheck.Outcome.Refused refused ->
          new Admission.Refused(
              403, refused.refusal().reason().code(), refused.refusal().message());
      case SignatureCheck.Outcome.TooLarge tooLarge ->
          new Admission.Refused(413, "RequestEntityTooLargeException", tooLarge.message());
      case SignatureCheck.Outcome.Denied denied ->
          new Admission.Refused(403, "AccessDeniedException", denied.message());
    };
  }

  private Admission signed(SignatureCheck.Outcome.Proven proven, UrlIndex.Entry entry) {
    Resource resource = Resource.function(entry.target().toString());
    if (rules.decide(proven.caller(), AccessRules.INVOKE_URL, resource)
        instanceof Decision.Allowed) {
      ConnectionUse.keep(proven.request());
      return new Admission.Admitted(proven.caller(), proven.request());
    }
    return forbidden();
  }

  static Admission.Refused forbidden() {
    return new Admission.Refused(403, "AccessDeniedException", FORBIDDEN);
  }
}
