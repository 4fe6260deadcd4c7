package dev.tripline.dispatcher.trigger.kind.route;

import dev.tripline.adapter.http.proxy.ProxyAnswer;
import dev.tripline.adapter.http.proxy.ProxyContext;
import dev.tripline.adapter.http.proxy.ProxyEventV1;
import dev.tripline.adapter.http.proxy.ProxyEventV2;
import dev.tripline.adapter.http.proxy.ProxyRequest;
import dev.tripline.delivery.SynchronousDelivery;
import dev.tripline.dispatcher.account.AccountSettings;
import dev.tripline.dispatcher.idempotency.IdempotencyKeys.Made;
import dev.tripline.dispatcher.idempotency.IdempotentIngress;
import dev.tripline.dispatcher.idempotency.KeptResult;
import dev.tripline.dispatcher.rest.exchange.OutcomeAnswer;
import dev.tripline.dispatcher.trigger.Trigger;
import dev.tripline.dispatcher.trigger.kind.route.RouteSource.Payload;
import dev.tripline.dispatcher.trigger.registry.LocalTrigger;
import dev.tripline.dispatcher.trigger.run.EventAcceptance;
import dev.tripline.dispatcher.trigger.run.TriggerSink;
import dev.tripline.spi.invocation.InvocationRequest;
import dev.tripline.spi.invocation.InvocationResult;
import dev.tripline.spi.invocation.Lineage;
import dev.tripline.spi.invocation.Origin;
import dev.tripline.spi.invocation.Outcome;
import dev.tripline.spi.invocation.Trace;
import dev.tripline.spi.invocation.TraceContext;
import dev.tripline.spi.source.Event;
import dev.tripline.spi.source.EventSink;
import dev.tripline.spi.source.EventSink.Acceptance;
import dev.tripline.spi.source.http.HttpAnswer;
import dev.tripline.spi.source.http.HttpPush;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// Gives requests to the functions of routes, at once or as asynchronous invocations. Blocking; safe for
/// many threads.
final class RouteCalls {
  private final SynchronousDelivery delivery;
  private final EventAcceptance acceptance;
  private final IdempotentIngress ingress;
  private final AccountSettings account;
  private final InstantSource clock;

  RouteCalls(
      SynchronousDelivery delivery,
      EventAcceptance acceptance,
      IdempotentIngress ingress,
      AccountSettings account,
      InstantSource clock) {
    this.delivery = delivery;
    this.acceptance = acceptance;
    this.ingress = ingress;
    this.account = account;
    this.clock = clock;
  }

  /// A request that has found its route.
  ///
  /// @param path as it was sent, with the prefix of all routes
  record Call(
      RouteTable.Entry entry, ProxyRequest request, Map<String, String> parameters, String path) {
    LocalTrigger local() {
      return entry.trigger();
    }

    RouteSource route() {
      return entry.route();
    }

    /// The span that it comes from.
    @Nullable TraceContext context() {
      return TraceContext.ofHeaders(name -> request.header(name).orElse(null));
    }

    /// The chain of invocations that it comes from, and the span.
    Map<String, String> attributes() {
      Map<String, String> attributes = new HashMap<>();
      trace().ifPresent(trace -> attributes.put(Lineage.ATTRIBUTE, trace));
      TraceContext context = context();
      if (context != null && request.header(TraceContext.TRACEPARENT).isPresent()) {
        attributes.put(TraceContext.TRACEPARENT, context.traceparent());
        if (context.state() != null) {
          attributes.put(TraceContext.TRACESTATE, context.state());
        }
      }
      return Map.copyOf(attributes);
    }

    /// The chain of invocations that it comes from.
    Optional<String> trace() {
      return request.header(Lineage.HEADER.toLowerCase(Locale.ROOT));
    }
  }

  /// The invocation for a caller who waits.
  InvocationRequest invocation(Call call) {
    Trigger trigger = call.local().trigger();
    String requestId = UUID.randomUUID().toString();
    byte[] payload = event(call, requestId, clock.instant());
    int depth = Lineage.depth(call.trace().orElse(null));
    return new InvocationRequest(requestId, trigger.function(), payload, 1, false, null, depth)
        .from(
            new Origin(
                trigger.id(), EventAcceptance.tenant(trigger, payload), Trace.of(call.context())));
  }

  /// Waits for the function. The answer of one that has run to its end lasts.
  Made run(Call call, InvocationRequest invocation) throws InterruptedException {
    call.local().status().began(1);
    boolean succeeded = false;
    try {
      InvocationResult result = delivery.invoke(invocation);
      succeeded = result.outcome() instanceof Outcome.Succeeded;
      call.local().status().result(call.route().key() + ": " + result.outcome().name());
      ProxyAnswer answer =
          OutcomeAnswer.of(
              result.outcome(),
              call.route().payload() == Payload.V1
                  ? ProxyAnswer::ofFormat1
                  : ProxyAnswer::ofFormat2);
      return new Made(KeptResult.of(answer), succeeded);
    } finally {
      if (succeeded) {
        call.local().status().ended(1, 0, 0);
      } else {
        call.local().status().abandoned(1);
      }
    }
  }

  /// Answers with the id of the invocation, once it is durable.
  ///
  /// @param dedupKey of a signed message, which no header changes; null if there is none
  HttpAnswer accept(Call call, @Nullable String dedupKey) throws InterruptedException {
    Trigger trigger = call.local().trigger();
    var sink = new TriggerSink(trigger, acceptance, call.local().status());
    ProxyRequest request = call.request();
    var push =
        new HttpPush(
            request.method(), request.path(), request.query(), headers(request), request.body());
    return dedupKey == null
        ? ingress.receive(trigger.id(), push, sink, (_, keyed) -> offer(call, null, keyed))
        : offer(call, dedupKey, sink);
  }

  private static Map<String, String> headers(ProxyRequest request) {
    Map<String, String> headers = new HashMap<>();
    request
        .headers()
        .forEach(header ->
            headers.merge(header.name(), header.value(), (one, other) -> one + ", " + other));
    return headers;
  }

  private HttpAnswer offer(Call call, @Nullable String dedupKey, EventSink sink)
      throws InterruptedException {
    Instant now = clock.instant();
    String id = UUID.randomUUID().toString();
    Event event =
        new Event(
            id,
            call.path(),
            "dev.tripline.http.request",
            null,
            now,
            call.request().header("content-type").orElse(null),
            call.attributes(),
            event(call, id, now),
            dedupKey);
    return switch (sink.accept(List.of(event))) {
      case Acceptance.Accepted accepted -> accepted(accepted.receipts().getFirst());
      case Acceptance.TooLarge large -> tooLarge(large.bytes(), large.limit());
      case Acceptance.Full full ->
          HttpAnswer.Problem.of(
              full, "the store takes no more events for now; send it again later");
    };
  }

  static HttpAnswer.Problem tooLarge(long bytes, long limit) {
    return new HttpAnswer.Problem(
        413,
        Map.of(),
        "Content Too Large",
        "the event has %d bytes; %d is the limit; it was not accepted".formatted(bytes, limit),
        List.of());
  }

  private static HttpAnswer accepted(EventSink.Receipt receipt) {
    ObjectNode body = JsonNodeFactory.instance.objectNode().put("requestId", receipt.requestId());
    return new HttpAnswer.Response(
        202,
        Map.of("Location", "/v1/invocations/" + receipt.requestId()),
        "application/json",
        body.toString().getBytes(StandardCharsets.UTF_8));
  }

  private byte[] event(Call call, String requestId, Instant at) {
    RouteSource route = call.route();
    ProxyContext context =
        new ProxyContext(
            account.accountId(),
            call.local().trigger().name(),
            route.key(),
            requestId,
            at,
            call.parameters(),
            null);
    ObjectNode event =
        route.payload() == Payload.V1
            ? ProxyEventV1.of(call.request(), context, route.path().text())
            : ProxyEventV2.of(call.request(), context);
    return event.toString().getBytes(StandardCharsets.UTF_8);
  }
}
