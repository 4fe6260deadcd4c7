package dev.tripline.spi.invocation;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// The result of one attempt to run a function.
///
/// The first four say that the function ran (or was started); the last two that it did not, and cost
/// no attempt.
public sealed interface Outcome {

  /// The outcome's name in stored attempts. Stable: it outlives this version.
  String name();

  /// The function answered.
  ///
  /// @param payload the answer, at most 6 MB; JSON for a Lambda runtime, any bytes for an endpoint
  record Succeeded(byte[] payload) implements Outcome {
    @Override
    public String name() {
      return "Succeeded";
    }
  }

  /// The function ran and reported an error.
  ///
  /// @param payload the error as AWS answers it: a JSON object with `errorType` and `errorMessage`
  record FunctionError(byte[] payload, @Nullable String errorType, @Nullable String errorMessage)
      implements Failed {
    @Override
    public String name() {
      return "FunctionError";
    }
  }

  /// The function did not answer within its timeout; its worker was replaced.
  record TimedOut(byte[] payload, @Nullable String errorType, @Nullable String errorMessage)
      implements Failed {
    @Override
    public String name() {
      return "TimedOut";
    }
  }

  /// The function's process ended, could not be started, or broke the runtime contract.
  record Crashed(byte[] payload, @Nullable String errorType, @Nullable String errorMessage)
      implements Failed {
    @Override
    public String name() {
      return "Crashed";
    }
  }

  /// No capacity; try again later. Costs no attempt.
  ///
  /// @param reason one of AWS's reasons, for instance
  ///     `ReservedFunctionConcurrentInvocationLimitExceeded`
  /// @param retryAfter a hint when capacity is expected, if known
  record Throttled(String reason, @Nullable Duration retryAfter) implements NotRun {
    @Override
    public String name() {
      return "Throttled";
    }

    @Override
    public String detail() {
      return reason;
    }
  }

  /// The function could not be reached: an endpoint is down or its circuit is open, a node is shutting
  /// down. Costs no attempt.
  record Unreachable(String detail) implements NotRun {
    @Override
    public String name() {
      return "Unreachable";
    }
  }

  /// The function ran and failed; counts as an attempt.
  sealed interface Failed extends Outcome permits FunctionError, TimedOut, Crashed {
    byte[] payload();

    @Nullable String errorType();

    @Nullable String errorMessage();
  }

  /// The function never ran.
  sealed interface NotRun extends Outcome permits Throttled, Unreachable {
    String detail();
  }
}
