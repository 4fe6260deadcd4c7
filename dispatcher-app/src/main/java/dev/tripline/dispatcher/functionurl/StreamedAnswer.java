package dev.tripline.dispatcher.functionurl;

import dev.tripline.adapter.http.proxy.InvalidProxyAnswerException;
import dev.tripline.adapter.http.proxy.Prelude;
import dev.tripline.adapter.http.proxy.ProxyAnswer;
import dev.tripline.adapter.http.proxy.ProxyRequest.Header;
import dev.tripline.dispatcher.rest.exchange.OutcomeAnswer;
import dev.tripline.spi.invocation.Outcome;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Writes an answer to the caller while the function still gives it. For one thread.
///
/// A function that answers whole behind a URL that streams has its payload sent as it is, as AWS does.
final class StreamedAnswer {
  private static final int LONGEST_PRELUDE = 256 * 1024;

  private final Function<ProxyAnswer, OutputStream> begin;
  private @Nullable OutputStream out;
  private @Nullable ByteArrayOutputStream prelude;

  /// @param begin writes status and headers, and answers the stream for the body
  StreamedAnswer(Function<ProxyAnswer, OutputStream> begin) {
    this.begin = begin;
  }

  /// Blocks until the invocation is over and all of its answer is sent.
  ///
  /// @return the answer of an invocation of which nothing was sent yet; null if its answer was streamed
  /// @throws IOException if the caller is gone, or if the function broke off in the middle: the caller then
  ///     must not take what it has for the whole
  @Nullable ProxyAnswer copy(AnswerPipe pipe) throws IOException, InterruptedException {
    while (true) {
      switch (pipe.next()) {
        case AnswerPipe.Begun(String type, _) -> begin(type);
        case AnswerPipe.Piece(byte[] bytes) -> {
          ProxyAnswer refusal = piece(bytes);
          if (refusal != null) {
            return refusal;
          }
        }
        case AnswerPipe.Ended ended -> {
          return end(ended.result().outcome());
        }
        case AnswerPipe.Broken broken -> throw broken.why();
      }
    }
  }

  private void begin(@Nullable String type) throws IOException {
    if (Prelude.MEDIA_TYPE.equals(type)) {
      prelude = new ByteArrayOutputStream();
    } else {
      Header header =
          new Header("content-type", type == null ? "application/octet-stream" : clean(type));
      out = begin.apply(new ProxyAnswer(200, List.of(header), new byte[0]));
      out.flush();
    }
  }

  private static String clean(String type) {
    return type.chars().allMatch(c -> c >= ' ' && c < 0x7f) ? type : "application/octet-stream";
  }

  private @Nullable ProxyAnswer piece(byte[] bytes) throws IOException {
    if (prelude == null) {
      send(bytes);
      return null;
    }
    prelude.write(bytes);
    byte[] read = prelude.toByteArray();
    int end = Prelude.end(read);
    if (end < 0) {
      return read.length > LONGEST_PRELUDE ? OutcomeAnswer.badGateway() : null;
    }
    try {
      out = begin.apply(Prelude.read(read, end));
    } catch (InvalidProxyAnswerException _) {
      return OutcomeAnswer.badGateway();
    }
    prelude = null;
    send(Arrays.copyOfRange(read, end + Prelude.SEPARATOR, read.length));
    return null;
  }

  private void send(byte[] bytes) throws IOException {
    if (out != null) {
      out.write(bytes);
      out.flush();
    }
  }

  private @Nullable ProxyAnswer end(Outcome outcome) throws IOException {
    if (out != null) {
      if (!(outcome instanceof Outcome.Succeeded)) {
        throw new IOException("the function broke off in its answer: " + outcome.name());
      }
      return null;
    }
    return prelude != null
        ? OutcomeAnswer.badGateway()
        : OutcomeAnswer.of(
            outcome,
            payload ->
                new ProxyAnswer(
                    200, List.of(new Header("content-type", "application/json")), payload));
  }
}
