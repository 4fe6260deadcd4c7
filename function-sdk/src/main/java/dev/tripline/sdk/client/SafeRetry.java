package dev.tripline.sdk.client;

/// After which answers a request may be sent again.
enum SafeRetry {
  /// Only if the function certainly did not run.
  NOT_RUN,
  /// Only if the event was certainly not accepted.
  NOT_ACCEPTED,
  /// Always: the receiver recognises a repetition.
  ALWAYS;

  boolean after(int status) {
    return switch (this) {
      case NOT_RUN -> status == 429;
      case NOT_ACCEPTED -> status == 429 || status == 503;
      case ALWAYS -> status == 429 || status >= 500;
    };
  }

  /// @param connected whether the connection stood, so that the request may have arrived
  boolean afterFailure(boolean connected) {
    return !connected || this == ALWAYS;
  }
}
