package dev.tripline.spi.source.http;

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
  record Response(int status, Map<String, String> headers, String contentType, byte[] body)
      implements HttpAnswer {

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
  }

  /// @param field its name, or its path in the body
  record InvalidField(String field, String message) {}
}
