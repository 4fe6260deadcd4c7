package dev.tripline.dispatcher.lambdaapi.invoke;

import dev.tripline.delivery.RecursionLimitException;
import dev.tripline.delivery.SynchronousDelivery;
import dev.tripline.dispatcher.functionurl.AnswerPipe;
import dev.tripline.dispatcher.lambdaapi.wire.Answer;
import dev.tripline.dispatcher.lambdaapi.wire.ApiModel;
import dev.tripline.dispatcher.lambdaapi.wire.Call;
import dev.tripline.dispatcher.lambdaapi.wire.Shape;
import dev.tripline.spi.invocation.FunctionTarget;
import dev.tripline.spi.invocation.InvocationResult;
import dev.tripline.spi.invocation.Outcome;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import org.jspecify.annotations.Nullable;
import software.amazon.eventstream.Message;

/// Invokes a function and sends its answer while the function gives it, in the frames of
/// [AnswerFrames]. What a function does not stream comes as one piece; what refuses an Invoke refuses
/// this too, before the first frame.
final class StreamedInvocation {
  static final String OPERATION = "InvokeWithResponseStream";
  private static final Shape SHAPE = ApiModel.request(OPERATION);

  private final InvokeTargets targets;
  private final InvocationReader reader;
  private final SynchronousDelivery delivery;

  StreamedInvocation(InvokeTargets targets, InvocationReader reader, SynchronousDelivery delivery) {
    this.targets = targets;
    this.reader = reader;
    this.delivery = delivery;
  }

  Answer handle(Call call) throws InterruptedException {
    FunctionTarget target = reader.target(SHAPE, call);
    if (InvocationReader.type(call).equals("DryRun")) {
      reader.payload(call);
      return Answer.empty(204);
    }
    AnswerPipe pipe = AnswerPipe.of(reader.waiting(call, target), delivery);
    boolean begun = false;
    try {
      Answer answer = begin(pipe, target);
      begun = true;
      return answer;
    } finally {
      if (!begun) {
        pipe.abandon();
      }
    }
  }

  /// Waits until the function begins to answer, or is over.
  private Answer begin(AnswerPipe pipe, FunctionTarget target) throws InterruptedException {
    return switch (pipe.next()) {
      case AnswerPipe.Begun(_, String version) -> framed(version, out -> copy(pipe, out));
      case AnswerPipe.Ended(InvocationResult result) -> whole(result);
      case AnswerPipe.Broken(RecursionLimitException _) -> throw targets.recursive(target);
      case AnswerPipe.Broken(RuntimeException why) -> throw why;
      case AnswerPipe.Piece _ -> throw new IllegalStateException("a piece before the beginning");
    };
  }

  private static Answer whole(InvocationResult result) {
    byte[] payload =
        switch (result.outcome()) {
          case Outcome.Succeeded done -> done.payload();
          case Outcome.Failed _ -> new byte[0];
          case Outcome.NotRun notRun -> throw InvocationReader.refusal(notRun);
        };
    return framed(
        result.executedVersion(),
        out -> {
          if (payload.length > 0) {
            send(AnswerFrames.piece(payload), out);
          }
          send(AnswerFrames.complete(result), out);
        });
  }

  private static Answer framed(@Nullable String version, Answer.Stream body) {
    Answer answer = Answer.streamed(200, body).contentType(AnswerFrames.MEDIA_TYPE);
    return version == null ? answer : answer.header("X-Amz-Executed-Version", version);
  }

  private static void copy(AnswerPipe pipe, OutputStream out) throws IOException {
    try {
      while (true) {
        switch (pipe.next()) {
          case AnswerPipe.Piece(byte[] bytes) -> send(AnswerFrames.piece(bytes), out);
          case AnswerPipe.Ended(InvocationResult result) -> {
            send(AnswerFrames.complete(result), out);
            return;
          }
          case AnswerPipe.Broken(RuntimeException why) ->
              throw new IOException("an answer broke off", why);
          case AnswerPipe.Begun _ -> throw new IllegalStateException("an answer begins once");
        }
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("the service is stopping");
    } finally {
      pipe.abandon();
    }
  }

  private static void send(Message frame, OutputStream out) throws IOException {
    frame.encode(out);
    out.flush();
  }
}
