package dev.tripline.dispatcher.lambdaapi.invoke;

import dev.tripline.dispatcher.lambdaapi.wire.ApiException;
import dev.tripline.dispatcher.lambdaapi.wire.ErrorType;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/// Checks that a payload is one JSON value. Reads it once and keeps nothing.
final class PayloadCheck {
  /// Names are canonicalised, because only then are the bytes read as they are: otherwise they would
  /// be decoded first, and wrong UTF-8 replaced without a word.
  private static final JsonFactory FACTORY =
      JsonFactory.builder().enable(JsonFactory.Feature.CANONICALIZE_PROPERTY_NAMES).build();

  private static final String PREFIX =
      "Could not parse request body into json: Could not parse payload into json: ";

  private PayloadCheck() {}

  /// @throws ApiException if it is not
  static void requireJson(byte[] payload) {
    if (payload.length == 2 && payload[0] == '{' && payload[1] == '}') {
      return;
    }
    try (JsonParser parser = FACTORY.createParser(ObjectReadContext.empty(), payload)) {
      if (parser.nextToken() == null) {
        throw refused("No content to map due to end-of-input");
      }
      parser.skipChildren();
      parser.finishToken();
      if (parser.nextToken() != null) {
        throw refused("Trailing token (of type " + parser.currentToken() + ") found after value");
      }
    } catch (JacksonException e) {
      String message = e.getMessage();
      throw refused(message == null ? e.getOriginalMessage() : message);
    }
  }

  private static ApiException refused(String why) {
    return new ApiException(ErrorType.INVALID_REQUEST_CONTENT, PREFIX + why);
  }
}
