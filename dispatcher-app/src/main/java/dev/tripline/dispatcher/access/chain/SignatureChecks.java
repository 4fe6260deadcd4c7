package dev.tripline.dispatcher.access.chain;

import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import java.util.Optional;

/// The checks of signed requests, by the service that a request is signed for.
///
/// @param services further ones that are called at `/`
public record SignatureChecks(
    SignatureCheck lambda, SignatureCheck events, List<RootService> services) {

  public SignatureChecks {
    services = List.copyOf(services);
  }

  /// The further service that a request to `/` calls; empty if it calls none.
  Optional<RootService> root(HttpServletRequest request) {
    return request.getMethod().equals("POST")
        ? services.stream().filter(service -> service.isCalled(request)).findFirst()
        : Optional.empty();
  }
}
