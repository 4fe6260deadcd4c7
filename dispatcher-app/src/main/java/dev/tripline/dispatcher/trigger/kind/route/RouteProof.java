package dev.tripline.dispatcher.trigger.kind.route;

import dev.tripline.adapter.http.webhook.WebhookRefusedException;
import dev.tripline.adapter.http.webhook.WebhookScheme;
import dev.tripline.dispatcher.access.rule.AccessRules;
import dev.tripline.dispatcher.access.rule.Caller;
import dev.tripline.dispatcher.access.rule.Decision;
import dev.tripline.dispatcher.access.rule.Resource;
import dev.tripline.dispatcher.rest.ApiProblem;
import dev.tripline.dispatcher.secret.reference.StoredSecrets;
import dev.tripline.dispatcher.trigger.Trigger;
import dev.tripline.dispatcher.trigger.kind.route.RouteSource.Proof;
import dev.tripline.spi.source.DedupKey;
import jakarta.servlet.http.HttpServletRequest;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Decides whether a request may reach the function of a route. Safe for many threads.
final class RouteProof {
  private static final Logger log = LoggerFactory.getLogger(RouteProof.class);
  private static final String PUBLISH = "PublishEvents";

  private final AccessRules rules;
  private final StoredSecrets secrets;
  private final InstantSource clock;

  RouteProof(AccessRules rules, StoredSecrets secrets, InstantSource clock) {
    this.rules = rules;
    this.secrets = secrets;
    this.clock = clock;
  }

  /// Before the body is read.
  ///
  /// @throws ApiProblem 401 or 403 if the caller is not one who may
  void requireCaller(HttpServletRequest request, Trigger trigger, Proof proof) {
    if (!(proof instanceof Proof.Token)) {
      return;
    }
    Caller caller = Caller.of(request);
    if (caller == null) {
      throw ApiProblem.unauthorized("a token is needed: Authorization: Bearer …");
    }
    if (rules.decide(caller, PUBLISH, new Resource("trigger", trigger.name()))
        instanceof Decision.Denied denied) {
      throw ApiProblem.forbidden(
          PUBLISH + " of trigger:" + trigger.name() + " is not allowed: " + denied.reason());
    }
  }

  /// Once the body is read. Blocking: a secret may be in the store.
  ///
  /// @return the deduplication key of a signed message; null if nothing had to be signed
  /// @throws ApiProblem 401 if the signature is not right
  @Nullable String requireSignature(HttpServletRequest request, byte[] body, Proof proof) {
    if (!(proof instanceof Proof.Signature signature)) {
      return null;
    }
    List<String> known;
    try {
      known = Arrays.stream(signature.secret().resolve(secrets).strip().split("\\R")).toList();
    } catch (IllegalStateException e) {
      log.warn("A webhook cannot be verified and is refused: {}", e.getMessage());
      throw ApiProblem.unavailable("the secret of this route is not there");
    }
    WebhookScheme.Head head = name -> Optional.ofNullable(request.getHeader(name));
    try {
      String identity =
          signature.scheme().verify(head, body, known, clock.instant(), signature.tolerance());
      return DedupKey.of("webhook\n" + identity);
    } catch (WebhookRefusedException e) {
      throw ApiProblem.unauthorized(String.valueOf(e.getMessage()));
    }
  }
}
