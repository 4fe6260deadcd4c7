package dev.tripline.dispatcher.access.chain;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

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
}
