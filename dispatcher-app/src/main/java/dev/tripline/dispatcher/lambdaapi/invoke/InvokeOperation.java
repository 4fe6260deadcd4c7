package dev.tripline.dispatcher.lambdaapi.invoke;

import dev.tripline.adapter.http.proxy.ProxyRequest.Header;
import dev.tripline.delivery.RecursionLimitException;
import dev.tripline.delivery.SynchronousDelivery;
import dev.tripline.delivery.async.AsynchronousDelivery;
import dev.tripline.dispatcher.access.rule.Caller;
import dev.tripline.dispatcher.function.LimitSettings;
import dev.tripline.dispatcher.idempotency.IdempotencyKeys;
import dev.tripline.dispatcher.idempotency.IdempotencyKeys.Answered;
import dev.tripline.dispatcher.idempotency.KeptResult;
import dev.tripline.dispatcher.idempotency.KeyedRequest;
import dev.tripline.dispatcher.lambdaapi.wire.Answer;
import dev.tripline.dispatcher.lambdaapi.wire.ApiException;
import dev.tripline.dispatcher.lambdaapi.wire.ApiModel;
import dev.tripline.dispatcher.lambdaapi.wire.Call;
import dev.tripline.dispatcher.lambdaapi.wire.ErrorType;
import dev.tripline.dispatcher.lambdaapi.wire.Routes;
import dev.tripline.dispatcher.lambdaapi.wire.Shape;
import dev.tripline.spi.invocation.FunctionTarget;
import dev.tripline.spi.invocation.InvocationResult;
import dev.tripline.spi.invocation.Outcome;
import dev.tripline.spi.store.NewInvocation;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Invokes functions, with or without waiting for them.
public final class InvokeOperation {
  private static final Shape SHAPE = ApiModel.request("Invoke");
  private static final String REQUEST_ID = "x-amzn-RequestId";

  private final InvokeTargets targets;
  private final InvocationReader reader;
  private final SynchronousDelivery synchronous;
  private final AsynchronousDelivery asynchronous;
  private final IdempotencyKeys keys;
  private final int asyncLimit;

  public InvokeOperation(
      InvokeTargets targets,
      SynchronousDelivery synchronous,
      AsynchronousDelivery asynchronous,
      IdempotencyKeys keys,
      LimitSettings limits) {
    this.targets = targets;
    this.synchronous = synchronous;
    this.asynchronous = asynchronous;
    this.keys = keys;
    this.reader = new InvocationReader(targets, Math.toIntExact(limits.syncPayload().toBytes()));
    this.asyncLimit = Math.toIntExact(limits.asyncPayload().toBytes());
  }

  public void addTo(Routes routes) {
    StreamedInvocation streamed = new StreamedInvocation(targets, reader, synchronous);
    routes
        .add("Invoke", this::invoke)
        .add("InvokeAsync", this::invokeAsync)
        .add(StreamedInvocation.OPERATION, streamed::handle);
  }

  private Answer invoke(Call call) throws InterruptedException {
    FunctionTarget target = reader.target(SHAPE, call);
    return switch (InvocationReader.type(call)) {
      case "Event" -> accept(call, target);
      case "DryRun" -> {
        reader.payload(call);
        yield Answer.empty(204);
      }
      default -> run(call, target);
    };
  }

  /// The older form of an asynchronous invocation: the same, at another path.
  private Answer invokeAsync(Call call) throws InterruptedException {
    String name = call.label("FunctionName");
    InvokeMembers.check(SHAPE, call, name, null, null);
    return accept(call, targets.find(name, null));
  }

  private Answer accept(Call call, FunctionTarget target) throws InterruptedException {
    byte[] payload = reader.payload(call);
    if (payload.length > asyncLimit) {
      throw new ApiException(
          ErrorType.REQUEST_TOO_LARGE,
          payload.length
              + " byte payload is too large for the Event invocation type (limit "
              + asyncLimit
              + " bytes)");
    }
    int depth = targets.depth(target, call.header("X-Amzn-Trace-Id"));
    String tenant = call.header(InvokeMembers.TENANT);
    String key = call.header(KeyedRequest.HEADER);
    if (key == null) {
      NewInvocation event =
          new NewInvocation(call.requestId(), target, payload, null, null, depth, 0);
      asynchronous.accept(event.ofTenant(tenant).in(InvocationReader.trace(call)));
      return Answer.empty(202);
    }
    Caller caller = call.caller();
    KeyedRequest keyed =
        KeyedRequest.of(
            "invoke " + target + " " + (caller == null ? "" : caller.arn()),
            key,
            List.of(tenant == null ? "" : tenant),
            payload);
    NewInvocation event =
        new NewInvocation(keyed.id(0), target, payload, null, keyed.dedupKey(0), depth, 0);
    return acceptOnce(keyed, event.ofTenant(tenant).in(InvocationReader.trace(call)));
  }

  /// Answers with the id of the first request that had the key.
  private Answer acceptOnce(KeyedRequest keyed, NewInvocation event) throws InterruptedException {
    var accepted =
        new KeptResult(202, List.of(new Header(REQUEST_ID, event.requestId())), new byte[0]);
    Answered answered =
        keys.answer(
            keyed,
            () -> {
              asynchronous.accept(event);
              return new IdempotencyKeys.Made(accepted, true);
            });
    return switch (answered) {
      case Answered.Result result -> {
        Answer answer = Answer.empty(202);
        result.result().headers().forEach(header -> answer.header(header.name(), header.value()));
        yield answer;
      }
      case Answered.Refused refused ->
          throw new ApiException(ErrorType.INVALID_PARAMETER, refused.problem().detail());
    };
  }

  private Answer run(Call call, FunctionTarget target) throws InterruptedException {
    try {
      return answer(synchronous.invoke(reader.waiting(call, target)));
    } catch (RecursionLimitException _) {
      throw targets.recursive(target);
    }
  }

  private static Answer answer(InvocationResult result) {
    return switch (result.outcome()) {
      case Outcome.Succeeded done -> ran(result, done.payload());
      case Outcome.Failed failed ->
          ran(result, failed.payload()).header("X-Amz-Function-Error", "Unhandled");
      case Outcome.NotRun notRun -> throw InvocationReader.refusal(notRun);
    };
  }

  private static Answer ran(InvocationResult result, byte[] payload) {
    Answer answer = new Answer(200, payload);
    addHeader(answer, "X-Amz-Executed-Version", result.executedVersion());
    byte[] tail = result.logTail();
    if (tail != null) {
      answer.header("X-Amz-Log-Result", Base64.getEncoder().encodeToString(tail));
    }
    return answer;
  }

  private static void addHeader(Answer answer, String name, @Nullable String value) {
    if (value != null) {
      answer.header(name, value);
    }
  }
}
