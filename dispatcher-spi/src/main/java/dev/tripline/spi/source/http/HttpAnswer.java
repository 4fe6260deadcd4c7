package dev.tripline.spi.source.http;

import dev.tripline.spi.source.EventSink.Acceptance;
import java.util.List;
import java.util.Map;

/// The answer to an [HttpPush].
public sealed interface HttpAnswer {

  int status();

  /// Beside those that the host adds.
  Map<String, String> headers();

  /// Sent as it is: successes, and refusals in protocols that have a form of their own for them.
  ///
  /// @param contentType of the body; empty if there is none
  /// @param filtered the number of events in the request that the source left out by its own filter
  record Response(
      int status, Map<String, String> headers, String contentType, byte[] body, int filtered)
      implements HttpAnswer {

    /// The answer to a request whose events were all offered.
    public Response(int status, Map<String, String> headers, String contentType, byte[] body) {
      this(status, headers, contentType, body, 0);
    }

    public Response {
      headers = Map.copyOf(headers);
    }
  }

  /// A refusal that the host words as all its own (RFC 9457, with the fields that are wrong).
  ///
  /// @param title the same for every refusal of this sort
  /// @param detail about this request, and what follows for the sender
  /// @param errors the fields that are wrong; may be empty
  record Problem(
      int status,
      Map<String, String> headers,
      String title,
      String detail,
      List<InvalidField> errors)
      implements HttpAnswer {

    public Problem {
      if (status < 400) {
        throw new IllegalArgumentException("a problem has a status from 400, not " + status);
      }
      headers = Map.copyOf(headers);
      errors = List.copyOf(errors);
    }

    /// The answer for a request of which the sink has accepted nothing, as one event is too large.
    public static Problem of(Acceptance.TooLarge large) {
      return new Problem(
          413,
          Map.of(),
          "Content Too Large",
          "event %s has %d bytes; %d is the limit; nothing was accepted"
              .formatted(large.eventId(), large.bytes(), large.limit()),
          List.of());
    }

    /// The answer for a request of several events that has met a full sink.
    public static Problem of(Acceptance.Full full) {
      return of(
          full,
          "the store takes no more events for now; send the whole request again later: events of it"
              + " that were accepted are recognised");
    }

    /// The answer for a request that has met a full sink.
    public static Problem of(Acceptance.Full full, String detail) {
      return new Problem(
          503,
          Map.of("Retry-After", Long.toString(Math.max(1, full.retryAfter().toSeconds()))),
          "Service Unavailable",
          detail,
          List.of());
    }
  }

  /// @param field its name, or its path in the body
  record InvalidField(String field, String message) {}
}
