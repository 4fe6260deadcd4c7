package dev.tripline.dispatcher.access.chain;

import dev.tripline.dispatcher.access.rule.AccessRules;
import dev.tripline.dispatcher.access.rule.Caller;
import dev.tripline.dispatcher.access.rule.Decision;
import dev.tripline.dispatcher.access.rule.Resource;
import dev.tripline.dispatcher.audit.RequestActor;
import dev.tripline.dispatcher.rest.connection.ConnectionUse;
import dev.tripline.dispatcher.rest.guard.BodySender;
import dev.tripline.spi.store.StoreUnavailableException;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Finds the caller of every request, and refuses those who are nobody; their connections are not kept.
/// What a caller may do is decided where the operation is known, by the same [AccessRules]. Safe for many threads.
public final class AccessFilter implements Filter {
  private static final Set<String> READS = Set.of("GET", "HEAD", "OPTIONS");

  private final SignatureChecks signatures;
  private final RootService lambda;
  private final RootService events;
  private final Tokens tokens;
  private final Sessions sessions;
  private final AccessRules rules;
  private final MeterRegistry meters;

  public AccessFilter(
      SignatureChecks signatures,
      Tokens tokens,
      Sessions sessions,
      AccessRules rules,
      MeterRegistry meters) {
    this.signatures = signatures;
    this.lambda = new JsonService("lambda", signatures.lambda());
    this.events = new JsonService("events", signatures.events());
    this.tokens = tokens;
    this.sessions = sessions;
    this.rules = rules;
    this.meters = meters;
    List.of("missing", "unknown", "denied", "ended", "origin")
        .forEach(reason -> counter("v1", reason));
  }

  @Override
  public void doFilter(ServletRequest any, ServletResponse answer, FilterChain chain)
      throws IOException, ServletException {
    HttpServletRequest request = (HttpServletRequest) any;
    HttpServletResponse response = (HttpServletResponse) answer;
    String path = path(request);
    Face face = Face.of(path, request);
    Optional<RootService> root = path.equals("/") ? signatures.root(request) : Optional.empty();
    if (root.isPresent()) {
      signed(root.get(), request, response, chain);
      return;
    }
    switch (face) {
      case PROBE, PACKAGES, OBJECTS, LOGIN -> chain.doFilter(request, response);
      case ROUTE -> perhapsProven(request, response, chain);
      case LAMBDA -> signed(lambda, request, response, chain);
      case EVENTS -> signed(events, request, response, chain);
      case OWN, ACTUATOR -> withProof(face, request, response, chain);
    }
  }

  /// As the server itself has read it to find a servlet: decoded, without dot segments and parameters.
  private static String path(HttpServletRequest request) {
    String below = request.getPathInfo();
    return below == null ? request.getServletPath() : request.getServletPath() + below;
  }

  private void signed(
      RootService service,
      HttpServletRequest request,
      HttpServletResponse response,
      FilterChain chain)
      throws IOException, ServletException {
    switch (service.signatures().check(request)) {
      case SignatureCheck.Outcome.Proven proven -> {
        sent(proven.caller(), proven.request());
        chain.doFilter(proven.request(), response);
      }
      case SignatureCheck.Outcome.Refused refused -> {
        String code = refused.refusal().reason().code();
        count(service.name(), code);
        service.refuse(response, 403, code, refused.refusal().message());
      }
      case SignatureCheck.Outcome.TooLarge tooLarge ->
          service.refuse(response, 413, "RequestEntityTooLargeException", tooLarge.message());
      case SignatureCheck.Outcome.Denied denied -> {
        count(service.name(), "denied");
        service.refuse(response, 403, "AccessDeniedException", denied.message());
      }
    }
  }

  /// The route decides whether a caller is needed. A session is none: pages of others reach routes too.
  private void perhapsProven(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    presented(request).flatMap(tokens::find).ifPresent(caller -> sent(caller, request));
    chain.doFilter(request, response);
  }

  private void withProof(
      Face face, HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    Optional<Caller> caller = caller(request, response);
    if (caller.isEmpty()) {
      return;
    }
    if (face == Face.ACTUATOR
        && rules.decide(caller.get(), AccessRules.READ_ACTUATOR, Resource.ANY)
            instanceof Decision.Denied denied) {
      count("v1", "denied");
      RefusalAnswers.forbidden(response, denied.reason());
      return;
    }
    if (caller.get().equals(Caller.SENDER)) {
      Caller.SENDER.sent(request);
    } else {
      sent(caller.get(), request);
    }
    chain.doFilter(request, response);
  }

  /// Empty if the request was refused. A token counts before a session.
  private Optional<Caller> caller(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    List<String> authorization = Collections.list(request.getHeaders("Authorization"));
    String session = SessionCookie.of(request);
    if (session == null && !isToken(authorization) && provesItself(request)) {
      return Optional.of(Caller.SENDER);
    }
    if (authorization.isEmpty()) {
      return session == null
          ? unknown(
              "missing",
              "a token is needed: Authorization: Bearer …; /v1/access-keys makes them",
              request,
              response)
          : withSession(session, request, response);
    }
    Optional<Caller> caller = Optional.empty();
    Optional<String> presented = presented(request);
    if (presented.isPresent()) {
      String token = presented.get();
      caller = tokens.find(token);
      Caller.found(request, () -> tokens.find(token));
    }
    if (caller.isEmpty()) {
      count("v1", "unknown");
      RefusalAnswers.unauthorized(response, "the token is not known here, or it is disabled");
    }
    return caller;
  }

  private static boolean isToken(List<String> authorization) {
    return authorization.stream().anyMatch(value -> value.startsWith("Bearer "));
  }

  /// Whether the request goes to a source that finds out by itself who sends.
  private boolean provesItself(HttpServletRequest request) {
    String path = request.getRequestURI();
    return path.startsWith("/v1/events/")
        && rules.decide(Caller.SENDER, AccessRules.PUBLISH_EVENTS, OperationCheck.resource(path))
            instanceof Decision.Allowed;
  }

  private static Optional<String> presented(HttpServletRequest request) {
    List<String> authorization = Collections.list(request.getHeaders("Authorization"));
    return authorization.size() == 1
        ? PresentedToken.of(authorization.getFirst(), path(request))
        : Optional.empty();
  }

  private Optional<Caller> withSession(
      String session, HttpServletRequest request, HttpServletResponse response) throws IOException {
    if (!READS.contains(request.getMethod()) && !isFromOurPage(request)) {
      count("v1", "origin");
      RefusalAnswers.forbidden(
          response,
          "with a session, what changes something must come from a page of this dispatcher;"
              + " programs use a token");
      return Optional.empty();
    }
    Optional<Caller> caller;
    try {
      caller = sessions.find(session);
      Caller.found(request, () -> sessions.find(session));
    } catch (StoreUnavailableException _) {
      RefusalAnswers.unavailable(response, "the store, which has the sessions, does not answer");
      return Optional.empty();
    }
    return caller.isPresent()
        ? caller
        : unknown("ended", "the session has ended; log in again", request, response);
  }

  /// The guard before all filters has refused every other origin: one that is there is our own.
  private static boolean isFromOurPage(HttpServletRequest request) {
    return request.getHeader("Origin") != null
        || "same-origin".equals(request.getHeader("Sec-Fetch-Site"));
  }

  /// Who opens a page in a browser is sent to the login.
  private Optional<Caller> unknown(
      String reason, String detail, HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    count("v1", reason);
    String accept = request.getHeader("Accept");
    if (request.getMethod().equals("GET")
        && !request.getRequestURI().startsWith("/v1/")
        && accept != null
        && accept.contains("text/html")) {
      RefusalAnswers.login(response);
    } else {
      RefusalAnswers.unauthorized(response, detail);
    }
    return Optional.empty();
  }

  private static void sent(Caller caller, HttpServletRequest request) {
    caller.sent(request);
    BodySender.named(request, caller.actor().name());
    ConnectionUse.keep(request);
    request.setAttribute(RequestActor.VERIFIED, caller.actor());
  }

  private void count(String face, String reason) {
    counter(face, reason).increment();
  }

  private Counter counter(String face, String reason) {
    return meters.counter("tripline.access.refused", "face", face, "reason", reason);
  }

  /// A service whose refusals are JSON, and whose requests are known otherwise: the Lambda API by its paths,
  /// EventBridge by its header.
  private record JsonService(String name, SignatureCheck signatures) implements RootService {

    /// Never asked.
    @Override
    public boolean isCalled(HttpServletRequest request) {
      return false;
    }

    @Override
    public void refuse(HttpServletResponse response, int status, String code, String message)
        throws IOException {
      RefusalAnswers.aws(response, status, code, message);
    }
  }
}
