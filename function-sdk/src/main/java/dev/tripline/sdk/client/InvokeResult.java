package dev.tripline.sdk.client;

import dev.tripline.sdk.json.InvalidPayloadException;
import dev.tripline.sdk.json.PayloadMapper;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// The result of a synchronous invocation.
public sealed interface InvokeResult {

  /// The function answered.
  ///
  /// @param executedVersion `$LATEST` or a version number
  /// @param payload the answer; JSON unless the function is an endpoint
  record Succeeded(String requestId, @Nullable String executedVersion, byte[] payload)
      implements InvokeResult {

    /// The answer read by the built-in mapping; null if the function answered `null`.
    ///
    /// @throws InvalidPayloadException if it does not fit
    public <T> @Nullable T as(Class<T> type) {
      Object value = PayloadMapper.standard().read(payload, type);
      return value == null ? null : type.cast(value);
    }
  }

  /// The function ran and failed, timed out or crashed.
  ///
  /// @param errorType for instance the exception's class, or `Sandbox.Timedout`
  /// @param payload the whole error, stack trace included
  record FunctionFailed(
      String requestId, @Nullable String errorType, @Nullable String errorMessage, byte[] payload)
      implements InvokeResult {}

  /// There was no capacity, also not after the client's own retries. The function did not run.
  ///
  /// @param reason for instance `ReservedFunctionConcurrentInvocationLimitExceeded`
  record Throttled(String reason, @Nullable Duration retryAfter) implements InvokeResult {}
}
