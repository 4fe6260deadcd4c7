package dev.tripline.sdk.testing;

import com.amazonaws.services.lambda.runtime.RequestHandler;
import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import dev.tripline.sdk.json.PayloadMapper;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.UUID;

/// Runs a handler in a unit test as the runtime would: JSON in, JSON out, with a context.
///
/// ```java
/// var answer = HandlerHarness.of(new Greeting()).invokeJson("{\"name\":\"Ada\"}");
/// assertThat(answer.json()).isEqualTo("{\"text\":\"Hello Ada\"}");
/// ```
///
/// What the handler throws comes out unchanged. Immutable: [#attempt], [#requestId], [#timeout]
/// and [#inDryRun] answer a changed copy.
///
/// @param requestId the idempotency id that the handler sees
/// @param attempt 1 for the first
/// @param timeout from which the remaining time counts down; the handler is not stopped by it
/// @param dryRun whether the handler is told that it is one
public record HandlerHarness(
    RequestStreamHandler handler, String requestId, int attempt, Duration timeout, boolean dryRun) {

  /// Any stream handler, and so every [dev.tripline.sdk.EventHandler] and
  /// [dev.tripline.sdk.BatchHandler]; first attempt, timeout 3 s.
  public static HandlerHarness of(RequestStreamHandler handler) {
    return new HandlerHarness(
        handler, UUID.randomUUID().toString(), 1, Duration.ofSeconds(3), false);
  }

  /// A plain Lambda handler. Its types are mapped by [PayloadMapper#standard()], which is stricter
  /// than AWS's own mapping.
  public static <I, O> HandlerHarness of(RequestHandler<I, O> handler, Class<I> inputType) {
    PayloadMapper mapper = PayloadMapper.standard();
    return of((input, output, context) -> {
      Object event = mapper.read(input.readAllBytes(), inputType);
      if (event == null) {
        throw new IllegalArgumentException("a test must hand in an event, not null");
      }
      O answer = handler.handleRequest(inputType.cast(event), context);
      output.write(mapper.write(answer));
    });
  }

  public HandlerHarness attempt(int newAttempt) {
    return new HandlerHarness(handler, requestId, newAttempt, timeout, dryRun);
  }

  public HandlerHarness requestId(String newRequestId) {
    return new HandlerHarness(handler, newRequestId, attempt, timeout, dryRun);
  }

  public HandlerHarness timeout(Duration newTimeout) {
    return new HandlerHarness(handler, requestId, attempt, newTimeout, dryRun);
  }

  /// As a shadow redrive invokes.
  public HandlerHarness inDryRun() {
    return new HandlerHarness(handler, requestId, attempt, timeout, true);
  }

  /// Invokes with a value written as JSON.
  public HandlerAnswer invoke(Object event) {
    return run(PayloadMapper.standard().write(event));
  }

  /// Invokes with JSON as text.
  public HandlerAnswer invokeJson(String event) {
    return run(event.getBytes(StandardCharsets.UTF_8));
  }

  private HandlerAnswer run(byte[] payload) {
    var context = new FakeContext(requestId, attempt, timeout, dryRun);
    var output = new ByteArrayOutputStream();
    try {
      handler.handleRequest(new ByteArrayInputStream(payload), output, context);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new HandlerAnswer(output.toString(StandardCharsets.UTF_8), context.log());
  }
}
