package dev.tripline.dispatcher.function.endpoint;

import dev.tripline.dispatcher.function.http.GuardedHttp;
import dev.tripline.dispatcher.function.registry.Endpoint;
import dev.tripline.spi.invocation.FunctionTarget;
import dev.tripline.spi.invocation.InvocationRequest;
import dev.tripline.spi.invocation.InvocationResult;
import dev.tripline.spi.invocation.Outcome;
import dev.tripline.spi.invocation.TraceContext;
import dev.tripline.spi.invocation.UnknownFunctionException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;

/// Invokes endpoints: a POST of the payload, with request id, attempt and deadline as headers.
/// Blocking; safe for many threads.
public final class EndpointInvoker {
  private final GuardedHttp http;
  private final EndpointHeaders headers;
  private final EndpointGates gates;
  private final InstantSource clock;

  public EndpointInvoker(
      GuardedHttp http, EndpointHeaders headers, EndpointGates gates, InstantSource clock) {
    this.http = http;
    this.headers = headers;
    this.gates = gates;
    this.clock = clock;
  }

  /// @throws UnknownFunctionException if the request names a version or an alias
  public InvocationResult invoke(Endpoint endpoint, InvocationRequest request) {
    if (!endpoint.has(request.function().qualifier())) {
      throw new UnknownFunctionException(request.function());
    }
    EndpointGate gate = gates.of(endpoint);
    Instant start = clock.instant();
    return switch (gate.enter()) {
      case ADMITTED -> post(gate, request, start);
      case CIRCUIT_OPEN ->
          notRun(
              start,
              new Outcome.Unreachable(
                  "the circuit is open: the endpoint failed too often and is left alone for a"
                      + " while"));
      case TOO_MANY_AT_ONCE ->
          notRun(start, new Outcome.Throttled("ConcurrentInvocationLimitExceeded", null));
      case TOO_MANY_PER_SECOND ->
          notRun(
              start,
              new Outcome.Throttled("FunctionInvocationRateLimitExceeded", Duration.ofSeconds(1)));
    };
  }

  private InvocationResult post(EndpointGate gate, InvocationRequest request, Instant start) {
    Endpoint endpoint = gate.endpoint();
    long begun = System.nanoTime();
    GuardedHttp.Answer answer = new GuardedHttp.Answer.NotConnected("not tried");
    try {
      answer =
          http.post(
              endpoint.uri(),
              headersOf(endpoint, request, start),
              request.payload().toByteArray(),
              endpoint.timeout(),
              EndpointAnswers.ANSWER_LIMIT);
    } catch (IllegalStateException e) {
      answer = new GuardedHttp.Answer.NotConnected(String.valueOf(e.getMessage()));
    } finally {
      gate.leave(Duration.ofNanos(System.nanoTime() - begun), EndpointAnswers.illness(answer));
    }
    Duration duration = Duration.ofNanos(System.nanoTime() - begun);
    Outcome outcome =
        EndpointAnswers.outcome(answer, request.requestId(), endpoint.timeout(), clock.instant());
    return new InvocationResult(outcome, FunctionTarget.LATEST, null, start, duration);
  }

  private Map<String, String> headersOf(
      Endpoint endpoint, InvocationRequest request, Instant start) {
    Map<String, String> sent = new LinkedHashMap<>();
    sent.put("Content-Type", "application/json");
    sent.put("Idempotency-Key", request.requestId());
    sent.putAll(headers.resolve(endpoint.sentHeaders()));
    sent.put("Tripline-Request-Id", request.requestId());
    sent.put("Tripline-Function", endpoint.name());
    sent.put("Tripline-Attempt", Integer.toString(request.attempt()));
    sent.put("Tripline-Recursion-Depth", Integer.toString(request.recursionDepth()));
    TraceContext trace = request.origin().trace().context(request.requestId(), start);
    sent.putAll(trace.headers(request.recursionDepth()));
    sent.put("Tripline-Deadline-Ms", Long.toString(start.plus(endpoint.timeout()).toEpochMilli()));
    String tenant = request.origin().tenantId();
    if (tenant != null) {
      sent.put("X-Amz-Tenant-Id", tenant);
    }
    if (request.clientContext() != null) {
      sent.put("X-Amz-Client-Context", request.clientContext());
    }
    return sent;
  }

  private static InvocationResult notRun(Instant start, Outcome outcome) {
    return new InvocationResult(outcome, null, null, start, Duration.ZERO);
  }
}
