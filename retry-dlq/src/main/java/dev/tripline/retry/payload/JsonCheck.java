package dev.tripline.retry.payload;

import java.util.Optional;
import java.util.regex.Pattern;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.core.json.JsonFactory;

/// Whether bytes are one JSON value in UTF-8 without a byte order mark, as every runtime reads it. Reads
/// them once and keeps nothing.
public final class JsonCheck {
  /// Names are canonicalised, because only then are the bytes read as they are: otherwise they would
  /// be decoded first, and wrong UTF-8 replaced without a word.
  private static final JsonFactory FACTORY =
      JsonFactory.builder().enable(JsonFactory.Feature.CANONICALIZE_PROPERTY_NAMES).build();

  private static final Pattern INSIDES =
      Pattern.compile(
          " ?\\(start marker at \\[[^\\]]*\\]\\)|: enable `[^`]*` to allow|, from `[^`]*`"
              + "|: maybe a \\(non-standard\\) comment.*");

  private JsonCheck() {}

  public static boolean isJson(byte[] content) {
    return objection(content).isEmpty();
  }

  /// Why they are not; empty if they are.
  public static Optional<String> objection(byte[] content) {
    if (content.length == 2 && content[0] == '{' && content[1] == '}') {
      return Optional.empty();
    }
    if (isOtherEncoding(content)) {
      return Optional.of("Not in UTF-8, or with a byte order mark");
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
      return Optional.of(words(e));
    }
  }

  /// The parser's complaint and its place, without the names of classes and switches of the parser that
  /// it mentions.
  public static String words(JacksonException e) {
    String plain = INSIDES.matcher(String.valueOf(e.getOriginalMessage())).replaceAll("");
    TokenStreamLocation place = e.getLocation();
    return place == null || place.getLineNr() < 1
        ? plain
        : plain + " at line %d, column %d".formatted(place.getLineNr(), place.getColumnNr());
  }

  /// The parser would recognise these by their first bytes, and take them.
  private static boolean isOtherEncoding(byte[] content) {
    for (int i = 0; i < Math.min(4, content.length); i++) {
      if (content[i] == 0) {
        return true;
      }
    }
    int first = content.length > 0 ? content[0] & 0xff : 0x20;
    return first == 0xEF || first == 0xFE || first == 0xFF;
  }
}
