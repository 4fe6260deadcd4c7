package dev.tripline.adapter.http.proxy;

import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The surroundings of a request, as the function is told of them.
///
/// @param accountId of the caller, `anonymous` if nobody proved to be one
/// @param apiId of the function URL or the route
/// @param routeKey `$default`, or method and path template: `GET /orders/{id}`
/// @param requestId of the invocation
/// @param at when the request came
/// @param pathParameters the parts of the path that the template names, decoded
/// @param caller null if the function is told of none
public record ProxyContext(
    String accountId,
    String apiId,
    String routeKey,
    String requestId,
    Instant at,
    Map<String, String> pathParameters,
    @Nullable Caller caller) {
  public ProxyContext {
    pathParameters = Collections.unmodifiableMap(new LinkedHashMap<>(pathParameters));
  }

  /// The caller who signed the request.
  ///
  /// @param userId the unique id of its name
  /// @param accessKey with which it signed; null if it is not known
  public record Caller(String accountId, String arn, String userId, @Nullable String accessKey) {}
}
