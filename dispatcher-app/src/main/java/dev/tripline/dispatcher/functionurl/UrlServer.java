package dev.tripline.dispatcher.functionurl;

import dev.tripline.adapter.http.proxy.ProxyAnswer;
import dev.tripline.adapter.http.proxy.ProxyRequest;
import dev.tripline.delivery.RecursionLimitException;
import dev.tripline.dispatcher.access.rule.Caller;
import dev.tripline.dispatcher.function.url.FunctionUrl;
import dev.tripline.dispatcher.idempotency.IdempotencyKeys;
import dev.tripline.dispatcher.idempotency.IdempotencyKeys.Answered;
import dev.tripline.dispatcher.idempotency.KeyedRequest;
import dev.tripline.dispatcher.rest.connection.ConnectionUse;
import dev.tripline.dispatcher.rest.exchange.IncomingRequest;
import dev.tripline.dispatcher.rest.exchange.OutgoingAnswer;
import dev.tripline.spi.invocation.InvocationRequest;
import dev.tripline.spi.invocation.UnknownFunctionException;
import dev.tripline.spi.store.StoreFullException;
import dev.tripline.spi.store.StoreUnavailableException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Serves the requests to function URLs. Blocking; safe for many threads.
final class UrlServer {
  private static final Logger log = LoggerFactory.getLogger(UrlServer.class);

  private final UrlIndex index;
  private final UrlAccess access;
  private final UrlInvocations invocations;
  private final IdempotencyKeys keys;
  private final int limit;

  /// @param limit of a body and of an event, in bytes
  UrlServer(
      UrlIndex index,
      UrlAccess access,
      UrlInvocations invocations,
      IdempotencyKeys keys,
      int limit) {
    this.index = index;
    this.access = access;
    this.invocations = invocations;
    this.keys = keys;
    this.limit = limit;
  }

  void serve(HttpServletRequest request, HttpServletResponse response, UrlAddresses.Found address)
      throws IOException {
    String requestId = UUID.randomUUID().toString();
    response.setHeader("x-amzn-RequestId", requestId);
    UrlIndex.Entry entry = index.find(address.id()).orElse(null);
    if (entry == null) {
      OutgoingAnswer.refuse(response, 403, "AccessDeniedException", null);
      return;
    }
    Map<String, String> cors = Map.of();
    FunctionUrl.Cors rules = entry.url().cors();
    if (rules != null) {
      String origin = request.getHeader("Origin");
      String method = request.getHeader("Access-Control-Request-Method");
      if (request.getMethod().equals("OPTIONS") && origin != null && method != null) {
        new UrlCors(rules).preflight(origin, method).forEach(response::setHeader);
        response.setStatus(200);
        return;
      }
      cors = new UrlCors(rules).headers(origin);
    }
    switch (access.admit(request, entry)) {
      case UrlAccess.Admission.Refused refused -> {
        cors.forEach(response::setHeader);
        refuse(response, refused);
      }
      case UrlAccess.Admission.Admitted admitted ->
          answer(
              new Exchange(admitted.request(), response, address, cors),
              entry,
              requestId,
              admitted.caller());
    }
  }

  /// @param cors headers that replace those of the function
  private record Exchange(
      HttpServletRequest request,
      HttpServletResponse response,
      UrlAddresses.Found address,
      Map<String, String> cors) {
    void head(ProxyAnswer answer) {
      ProxyAnswer shown =
          cors.isEmpty()
              ? answer
              : new ProxyAnswer(
                  answer.status(),
                  answer.headers().stream()
                      .filter(header -> !header.name().startsWith("access-control-"))
                      .toList(),
                  answer.body());
      if (address.below().isEmpty()) {
        OutgoingAnswer.head(response, shown);
      } else {
        OutgoingAnswer.headBelowPath(response, shown);
      }
      cors.forEach((name, value) -> {
        if (name.equals("vary")) {
          response.addHeader(name, value);
        } else {
          response.setHeader(name, value);
        }
      });
    }

    /// Makes the end of an answer of unknown length told from its breaking off: in chunks, also where the
    /// connection is closed behind it. The server does so for whoever may have trailers.
    void showEnd() {
      if (request.getProtocol().equals("HTTP/1.1")) {
        response.setTrailerFields(Map::of);
      }
    }

    void write(ProxyAnswer answer) throws IOException {
      head(answer);
      OutgoingAnswer.body(response, answer);
    }
  }

  private void answer(
      Exchange exchange, UrlIndex.Entry entry, String requestId, @Nullable Caller caller)
      throws IOException {
    HttpServletRequest http = exchange.request();
    byte[] body = IncomingRequest.body(http, limit);
    if (body == null) {
      refuse(exchange.response(), tooLarge());
      return;
    }
    ProxyRequest request =
        IncomingRequest.of(http, exchange.address().path(), body, caller == null);
    InvocationRequest invocation =
        invocations.invocation(entry, request, requestId, caller, http.getHeader("Authorization"));
    if (invocation.payload().size() > limit) {
      refuse(exchange.response(), tooLarge());
      return;
    }
    try {
      run(exchange, entry, invocation, keyed(entry, request, caller));
    } catch (StoreFullException | StoreUnavailableException e) {
      log.debug("A request to the URL of {} is refused: {}", entry.target(), e.getMessage());
      OutgoingAnswer.refuse(
          exchange.response(), 503, "ServiceUnavailableException", "The key cannot be kept now.");
    } catch (UnknownFunctionException _) {
      refuse(exchange.response(), UrlAccess.forbidden());
    } catch (RecursionLimitException e) {
      OutgoingAnswer.refuse(
          exchange.response(), 400, "RecursiveInvocationException", e.getMessage());
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      OutgoingAnswer.refuse(
          exchange.response(), 503, "ServiceUnavailableException", "The service is stopping.");
    } catch (IOException | UncheckedIOException e) {
      log.debug("An answer of {} broke off", entry.target(), e);
      ConnectionUse.breakOff(http);
    } catch (RuntimeException e) {
      log.error("A request to the URL of {} failed", entry.target(), e);
      if (exchange.response().isCommitted()) {
        ConnectionUse.breakOff(http);
        return;
      }
      OutgoingAnswer.refuse(exchange.response(), 500, "ServiceException", "Internal error");
    }
  }

  /// The key by which a request is the same if it comes again; null if nothing is kept of it. That is so for
  /// callers who need no proof, as anybody could fill the store, and for streams.
  private static @Nullable KeyedRequest keyed(
      UrlIndex.Entry entry, ProxyRequest request, @Nullable Caller caller) {
    if (entry.url().auth() == FunctionUrl.Auth.NONE || entry.url().isStreamed()) {
      return null;
    }
    return KeyedRequest.of(
            "function-url " + entry.url().id(),
            request,
            request.path(),
            caller == null ? null : caller.arn())
        .orElse(null);
  }

  private void run(
      Exchange exchange,
      UrlIndex.Entry entry,
      InvocationRequest invocation,
      @Nullable KeyedRequest keyed)
      throws IOException, InterruptedException {
    if (keyed != null) {
      switch (keys.answerAlone(keyed, () -> invocations.run(invocation))) {
        case Answered.Result result -> exchange.write(result.result().proxyAnswer());
        case Answered.Refused refused ->
            OutgoingAnswer.refuse(
                exchange.response(),
                refused.problem().status(),
                refused.problem().status() == 409
                    ? "ResourceConflictException"
                    : "InvalidParameterValueException",
                refused.problem().detail());
      }
      return;
    }
    ProxyAnswer answer =
        entry.url().isStreamed()
            ? invocations.stream(
                invocation,
                head -> {
                  exchange.head(head);
                  exchange.showEnd();
                  try {
                    return exchange.response().getOutputStream();
                  } catch (IOException e) {
                    throw new UncheckedIOException(e);
                  }
                })
            : invocations.run(invocation).result().proxyAnswer();
    if (answer != null) {
      exchange.write(answer);
    }
  }

  private UrlAccess.Admission.Refused tooLarge() {
    return new UrlAccess.Admission.Refused(
        413,
        "RequestEntityTooLargeException",
        "Request must be smaller than " + limit + " bytes for the InvokeFunction operation");
  }

  private static void refuse(HttpServletResponse response, UrlAccess.Admission.Refused refused)
      throws IOException {
    OutgoingAnswer.refuse(response, refused.status(), refused.type(), refused.message());
  }
}
