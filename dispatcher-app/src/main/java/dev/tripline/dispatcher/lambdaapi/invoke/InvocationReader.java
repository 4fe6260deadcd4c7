package dev.tripline.dispatcher.lambdaapi.invoke;

import dev.tripline.dispatcher.lambdaapi.wire.ApiException;
import dev.tripline.dispatcher.lambdaapi.wire.Call;
import dev.tripline.dispatcher.lambdaapi.wire.ErrorType;
import dev.tripline.dispatcher.lambdaapi.wire.Shape;
import dev.tripline.spi.invocation.FunctionTarget;
import dev.tripline.spi.invocation.InvocationRequest;
import dev.tripline.spi.invocation.Origin;
import dev.tripline.spi.invocation.Outcome;
import dev.tripline.spi.invocation.Trace;
import dev.tripline.spi.invocation.TraceContext;
import java.nio.charset.StandardCharsets;

/// Reads the invocation that a call asks for. Safe for many threads.
///
/// @param limit of a payload, in bytes
record InvocationReader(InvokeTargets targets, int limit) {
  private static final String TYPE = "X-Amz-Invocation-Type";
  private static final byte[] EMPTY_EVENT = "{}".getBytes(StandardCharsets.UTF_8);

  /// The function that is called, once the members of the call were checked.
  ///
  /// @throws ApiException if a member is not as it must be, or the function does not exist
  FunctionTarget target(Shape shape, Call call) {
    String name = call.label("FunctionName");
    String qualifier = call.query("Qualifier");
    InvokeMembers.check(shape, call, name, qualifier, call.header(TYPE));
    return targets.find(name, qualifier);
  }

  /// `RequestResponse` if the call names none.
  static String type(Call call) {
    String type = call.header(TYPE);
    return type == null ? "RequestResponse" : type;
  }

  /// @throws ApiException if it is too large or no JSON
  byte[] payload(Call call) {
    byte[] payload =
        call.body(
            limit,
            new ApiException(
                ErrorType.REQUEST_ENTITY_TOO_LARGE,
                "Request must be smaller than "
                    + limit
                    + " bytes for the InvokeFunction operation"));
    return payload.length == 0 ? EMPTY_EVENT : PayloadCheck.json(payload);
  }

  /// An invocation whose caller waits.
  ///
  /// @throws ApiException if the payload is not as it must be, or the function is not ready
  InvocationRequest waiting(Call call, FunctionTarget target) {
    byte[] payload = payload(call);
    targets.requireReady(target);
    InvocationRequest request =
        new InvocationRequest(
            call.requestId(),
            target,
            payload,
            1,
            "Tail".equals(call.header("X-Amz-Log-Type")),
            call.header("X-Amz-Client-Context"),
            targets.depth(target, call.header("X-Amzn-Trace-Id")));
    return request.from(new Origin(null, call.header(InvokeMembers.TENANT), trace(call)));
  }

  static Trace trace(Call call) {
    return Trace.of(TraceContext.ofHeaders(call::header));
  }

  /// The refusal that a function which did not run means.
  static ApiException refusal(Outcome.NotRun outcome) {
    return switch (outcome) {
      case Outcome.Throttled throttled ->
          ApiException.throttled(throttled.reason(), throttled.retryAfter());
      case Outcome.Unreachable unreachable ->
          new ApiException(ErrorType.SERVICE_UNAVAILABLE, unreachable.detail());
    };
  }
}
