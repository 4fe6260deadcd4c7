package dev.tripline.retry.payload;

import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/// Whether bytes are one JSON value in UTF-8. Reads them once and keeps nothing.
public final class JsonCheck {
  /// Names are canonicalised, because only then are the bytes read as they are: otherwise they would
  /// be decoded first, and wrong UTF-8 replaced without a word.
  private static final JsonFactory FACTORY =
      JsonFactory.builder().enable(JsonFactory.Feature.CANONICALIZE_PROPERTY_NAMES).build();

  private JsonCheck() {}

  public static boolean isJson(byte[] content) {
    return objection(content).isEmpty();
  }

  /// Why they are not, in the parser's words; empty if they are.
  public static Optional<String> objection(byte[] content) {
    if (content.length == 2 && content[0] == '{' && content[1] == '}') {
      return Optional.empty();
    }
    try (JsonParser parser = FACTORY.createParser(ObjectReadContext.empty(), content)) {
      if (parser.nextToken() == null) {
        return Optional.of("No content to map due to end-of-input");
      }
      parser.skipChildren();
      parser.finishToken();
      return parser.nextToken() == null
          ? Optional.empty()
          : Optional.of("Trailing token (of type " + parser.currentToken() + ") found after value");
    } catch (JacksonException e) {
      String message = e.getMessage();
      return Optional.of(message == null ? e.getOriginalMessage() : message);
    }
  }
}
