package dev.tripline.dispatcher.access.chain;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Map;

/// A service of AWS's whose clients post all their requests to `/`, where it stands beside others. Safe
/// for many threads.
public interface RootService {

  /// As meters call it, for instance `sns`.
  String name();

  /// Whether it is the one that is called, by the head of a request that is posted to `/`.
  boolean isCalled(HttpServletRequest request);

  /// Verifies signatures for its own signing name.
  SignatureCheck signatures();

  /// Answers a caller who is refused, in the form of the service.
  ///
  /// @param code of the error, as the Lambda API names it
  void refuse(HttpServletResponse response, int status, String code, String message)
      throws IOException;

  /// The names that the Query protocol has for errors of callers who are not known, by those of the Lambda
  /// API.
  Map<String, String> QUERY_CODES =
      Map.of(
          "MissingAuthenticationTokenException", "MissingAuthenticationToken",
          "IncompleteSignatureException", "IncompleteSignature",
          "InvalidSignatureException", "SignatureDoesNotMatch",
          "UnrecognizedClientException", "InvalidClientTokenId",
          "ExpiredTokenException", "ExpiredToken",
          "AccessDeniedException", "AccessDenied",
          "RequestEntityTooLargeException", "RequestEntityTooLarge");

  /// The name that the Query protocol has for an error.
  static String queryCode(String code) {
    return QUERY_CODES.getOrDefault(code, code);
  }

  /// Sends the answer to a request.
  static void write(
      HttpServletResponse response, int status, String type, String requestId, byte[] body)
      throws IOException {
    response.setStatus(status);
    response.setContentType(type);
    response.setHeader("x-amzn-RequestId", requestId);
    response.setContentLength(body.length);
    response.getOutputStream().write(body);
  }
}
