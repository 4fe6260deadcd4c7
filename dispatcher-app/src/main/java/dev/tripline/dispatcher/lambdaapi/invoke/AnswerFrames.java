package dev.tripline.dispatcher.lambdaapi.invoke;

import dev.tripline.spi.invocation.InvocationResult;
import dev.tripline.spi.invocation.Outcome;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import software.amazon.eventstream.HeaderValue;
import software.amazon.eventstream.Message;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// The frames of a streamed answer: any number of pieces, then one that says how it ended. Pure.
///
/// @see <a href="https://docs.aws.amazon.com/lambda/latest/api/API_InvokeWithResponseStream.html">InvokeWithResponseStream</a>
final class AnswerFrames {
  static final String MEDIA_TYPE = "application/vnd.amazon.eventstream";

  private AnswerFrames() {}

  static Message piece(byte[] bytes) {
    return frame("PayloadChunk", "application/octet-stream", bytes);
  }

  /// With the error, if the function failed, and the end of its log, if that was asked for.
  static Message complete(InvocationResult result) {
    ObjectNode end = JsonNodeFactory.instance.objectNode();
    if (result.outcome() instanceof Outcome.Failed failed) {
      end.put("ErrorCode", "Unhandled");
      end.put("ErrorDetails", new String(failed.payload(), StandardCharsets.UTF_8));
    }
    byte[] tail = result.logTail();
    if (tail != null) {
      end.put("LogResult", Base64.getEncoder().encodeToString(tail));
    }
    return frame(
        "InvokeComplete", "application/json", end.toString().getBytes(StandardCharsets.UTF_8));
  }

  private static Message frame(String event, String contentType, byte[] payload) {
    return new Message(
        Map.of(
            ":message-type", HeaderValue.fromString("event"),
            ":event-type", HeaderValue.fromString(event),
            ":content-type", HeaderValue.fromString(contentType)),
        payload);
  }
}
