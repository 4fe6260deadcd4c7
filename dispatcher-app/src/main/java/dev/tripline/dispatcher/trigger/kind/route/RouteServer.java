package dev.tripline.dispatcher.trigger.kind.route;

import dev.tripline.adapter.http.proxy.ProxyAnswer;
import dev.tripline.adapter.http.proxy.ProxyRequest;
import dev.tripline.adapter.http.proxy.ProxyRequest.Header;
import dev.tripline.delivery.RecursionLimitException;
import dev.tripline.dispatcher.access.rule.Caller;
import dev.tripline.dispatcher.idempotency.IdempotencyKeys;
import dev.tripline.dispatcher.idempotency.IdempotencyKeys.Answered;
import dev.tripline.dispatcher.idempotency.KeyedRequest;
import dev.tripline.dispatcher.rest.ApiProblem;
import dev.tripline.dispatcher.rest.exchange.IncomingRequest;
import dev.tripline.dispatcher.rest.exchange.OutgoingAnswer;
import dev.tripline.dispatcher.trigger.Trigger;
import dev.tripline.dispatcher.trigger.kind.route.RouteSource.Proof;
import dev.tripline.spi.invocation.InvocationRequest;
import dev.tripline.spi.invocation.UnknownFunctionException;
import dev.tripline.spi.source.http.HttpAnswer;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Serves the routes below `/http`. Blocking; safe for many threads.
final class RouteServer {
  /// The path below which all routes are.
  static final String PREFIX = "/http";

  private final RouteTable table;
  private final RouteProof proof;
  private final RouteCalls calls;
  private final IdempotencyKeys keys;
  private final int limit;

  /// @param limit of a body and of an event, in bytes
  RouteServer(
      RouteTable table, RouteProof proof, RouteCalls calls, IdempotencyKeys keys, int limit) {
    this.table = table;
    this.proof = proof;
    this.calls = calls;
    this.keys = keys;
    this.limit = limit;
  }

  /// @throws ApiProblem if the request is refused
  void serve(HttpServletRequest request, HttpServletResponse response)
      throws IOException, InterruptedException {
    String below = request.getRequestURI().substring(PREFIX.length());
    String path = below.isEmpty() ? "/" : below;
    switch (table.find(request.getMethod(), path)) {
      case RouteTable.Search.Found found -> serve(found, path, request, response);
      case RouteTable.Search.OtherMethods other ->
          throw ApiProblem.of(
              new HttpAnswer.Problem(
                  405,
                  Map.of("Allow", String.join(", ", other.methods())),
                  "Method Not Allowed",
                  "no route has " + request.getMethod() + " " + path,
                  List.of()));
      case RouteTable.Search.Nowhere _ -> throw ApiProblem.notFound("no route has " + path);
    }
  }

  private void serve(
      RouteTable.Search.Found found,
      String path,
      HttpServletRequest request,
      HttpServletResponse response)
      throws IOException, InterruptedException {
    Trigger trigger = found.entry().trigger().trigger();
    Proof wanted = found.entry().route().proof();
    proof.requireCaller(request, trigger, wanted);
    byte[] body = IncomingRequest.body(request, limit);
    if (body == null) {
      throw ApiProblem.tooLarge("the body may have " + limit + " bytes");
    }
    String dedupKey = proof.requireSignature(request, body, wanted);
    if (trigger.paused()) {
      throw ApiProblem.unavailable("trigger " + trigger.name() + " is paused");
    }
    ProxyRequest read = IncomingRequest.of(request, path, body, !(wanted instanceof Proof.Token));
    var call =
        new RouteCalls.Call(found.entry(), read, found.parameters(), request.getRequestURI());
    OutgoingAnswer.writeBelowPath(response, answer(call, dedupKey, Caller.of(request)));
  }

  private ProxyAnswer answer(
      RouteCalls.Call call, @Nullable String dedupKey, @Nullable Caller caller)
      throws InterruptedException {
    if (call.route().async()) {
      return switch (calls.accept(call, dedupKey)) {
        case HttpAnswer.Response accepted -> plain(accepted);
        case HttpAnswer.Problem problem -> throw ApiProblem.of(problem);
      };
    }
    KeyedRequest keyed = keyed(call, dedupKey, caller);
    InvocationRequest invocation = calls.invocation(call);
    if (invocation.payload().size() > limit) {
      throw ApiProblem.of(RouteCalls.tooLarge(invocation.payload().size(), limit));
    }
    try {
      if (keyed == null) {
        return calls.run(call, invocation).result().proxyAnswer();
      }
      return switch (keys.answerAlone(keyed, () -> calls.run(call, invocation))) {
        case Answered.Result result -> result.result().proxyAnswer();
        case Answered.Refused refused -> throw ApiProblem.of(refused.problem());
      };
    } catch (UnknownFunctionException e) {
      throw ApiProblem.unavailable(String.valueOf(e.getMessage()));
    } catch (RecursionLimitException e) {
      throw ApiProblem.conflict(String.valueOf(e.getMessage()));
    }
  }

  /// A signed message is known by its identity, whatever its headers and its other members are then. Nothing
  /// is kept for callers who need no proof: anybody could fill the store.
  private static @Nullable KeyedRequest keyed(
      RouteCalls.Call call, @Nullable String dedupKey, @Nullable Caller caller) {
    String scope = call.local().trigger().id();
    if (dedupKey != null) {
      return new KeyedRequest(scope, dedupKey, "");
    }
    if (!(call.route().proof() instanceof Proof.Token)) {
      return null;
    }
    return KeyedRequest.of(scope, call.request(), call.path(), caller == null ? null : caller.arn())
        .orElse(null);
  }

  private static ProxyAnswer plain(HttpAnswer.Response response) {
    List<Header> headers = new ArrayList<>();
    headers.add(new Header("content-type", response.contentType()));
    response.headers().forEach((name, value) -> headers.add(new Header(name, value)));
    return new ProxyAnswer(response.status(), headers, response.body());
  }
}
