package dev.tripline.dispatcher.lambdaapi.invoke;

import dev.tripline.dispatcher.lambdaapi.wire.ApiException;
import dev.tripline.dispatcher.lambdaapi.wire.ErrorType;
import dev.tripline.retry.payload.JsonCheck;

/// Refuses a payload that is not JSON, in AWS's words.
final class PayloadCheck {
  private static final String PREFIX =
      "Could not parse request body into json: Could not parse payload into json: ";

  private PayloadCheck() {}

  /// @throws ApiException if it is not one JSON value
  static void requireJson(byte[] payload) {
    JsonCheck.objection(payload)
        .ifPresent(why -> {
          throw new ApiException(ErrorType.INVALID_REQUEST_CONTENT, PREFIX + why);
        });
  }
}
