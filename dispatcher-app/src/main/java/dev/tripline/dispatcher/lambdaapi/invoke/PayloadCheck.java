package dev.tripline.dispatcher.lambdaapi.invoke;

import dev.tripline.dispatcher.lambdaapi.wire.ApiException;
import dev.tripline.dispatcher.lambdaapi.wire.ErrorType;
import dev.tripline.retry.payload.JsonCheck;
import java.util.Arrays;

/// The edge at which payloads enter: refuses one that is not JSON, in AWS's words.
final class PayloadCheck {
  private static final String PREFIX =
      "Could not parse request body into json: Could not parse payload into json: ";

  private PayloadCheck() {}

  /// @return the payload without a byte order mark, which editors put in and not every runtime reads
  /// @throws ApiException if it is not one JSON value in UTF-8
  static byte[] json(byte[] payload) {
    byte[] json = isMarked(payload) ? Arrays.copyOfRange(payload, 3, payload.length) : payload;
    JsonCheck.objection(json)
        .ifPresent(why -> {
          throw new ApiException(ErrorType.INVALID_REQUEST_CONTENT, PREFIX + why);
        });
    return json;
  }

  private static boolean isMarked(byte[] payload) {
    return payload.length >= 3
        && payload[0] == (byte) 0xEF
        && payload[1] == (byte) 0xBB
        && payload[2] == (byte) 0xBF;
  }
}
