package dev.tripline.sdk;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import dev.tripline.sdk.json.InvalidPayloadException;
import dev.tripline.sdk.json.PayloadMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.reflect.Type;
import org.jspecify.annotations.Nullable;

/// A function that takes one event and answers one value.
///
/// It is a valid AWS Lambda handler: name the class as the function's handler, and it runs there and
/// on Tripline unchanged. A class that implements it says what `I` is; a lambda expression cannot, and
/// is refused. One instance serves one invocation at a time, as a Lambda handler does.
///
/// ```java
/// public final class Greeting implements EventHandler<Greeting.Guest, Greeting.Welcome> {
///   public record Guest(String name) {}
///   public record Welcome(String text) {}
///
///   @Override
///   public Welcome handle(Guest guest, Invocation invocation) {
///     return new Welcome("Hello " + guest.name());
///   }
/// }
/// ```
///
/// @param <I> what the event is read into, for instance a record; `byte[]` takes it as it is
/// @param <O> what the answer is written from; null answers `null`
public interface EventHandler<I, O extends @Nullable Object> extends RequestStreamHandler {

  /// Does the work. An asynchronous event may come more than once, each time with the same
  /// [Invocation#idempotencyId()].
  ///
  /// @throws Exception to fail the invocation: its class name is the error type that callers, retry
  ///     policies and dead letters see, its message the error message
  O handle(I event, Invocation invocation) throws Exception;

  /// The JSON mapping; another one by overriding this.
  default PayloadMapper mapper() {
    return PayloadMapper.standard();
  }

  /// Called by the runtime: reads the event, calls [#handle], writes the answer.
  @Override
  default void handleRequest(InputStream input, OutputStream output, Context context)
      throws IOException {
    Type type = HandlerTypes.argument(getClass(), EventHandler.class, 0);
    Object event = mapper().read(input.readAllBytes(), type);
    if (event == null) {
      throw new InvalidPayloadException("payload is null");
    }
    O answer;
    try {
      answer = handle(HandlerTypes.trusted(event), Invocation.of(context));
    } catch (Exception e) {
      throw HandlerTypes.asIs(e);
    }
    output.write(mapper().write(answer));
  }
}
