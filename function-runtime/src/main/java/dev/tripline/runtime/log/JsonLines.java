package dev.tripline.runtime.log;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// A function's own lines in the log format JSON. A line that is a JSON object stays as it is, any other
/// becomes the message of one; lines below a level are left out. A line without a level counts as INFO
/// (Lambda guide, "Log-level filtering").
final class JsonLines {
  private static final JsonFactory FACTORY = new JsonFactory();
  private static final JsonMapper JSON = JsonMapper.shared();

  private JsonLines() {}

  /// @param requestId of the invocation at hand; null between invocations
  /// @return null if the line is left out
  static @Nullable String line(
      String line, LogLevel lowest, @Nullable String requestId, Instant now) {
    if (line.isBlank()) {
      return null;
    }
    LogLevel level = levelOf(line);
    if (level != null) {
      return level.compareTo(lowest) < 0 ? null : line;
    }
    if (LogLevel.INFO.compareTo(lowest) < 0) {
      return null;
    }
    ObjectNode wrapped = JSON.createObjectNode();
    wrapped.put("timestamp", now.truncatedTo(ChronoUnit.MILLIS).toString());
    wrapped.put("level", "INFO");
    if (requestId != null) {
      wrapped.put("requestId", requestId);
    }
    wrapped.put("message", line);
    return JSON.writeValueAsString(wrapped);
  }

  /// @return null if the line is no JSON object
  private static @Nullable LogLevel levelOf(String line) {
    if (line.charAt(0) != '{') {
      return null;
    }
    LogLevel level = LogLevel.INFO;
    try (JsonParser parser = FACTORY.createParser(ObjectReadContext.empty(), line)) {
      parser.nextToken();
      while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
        boolean named = "level".equalsIgnoreCase(parser.currentName());
        if (parser.nextToken() == JsonToken.VALUE_STRING && named) {
          level = LogLevel.of(parser.getString());
        }
        parser.skipChildren();
      }
      return parser.nextToken() == null ? level : null;
    } catch (JacksonException _) {
      return null;
    }
  }
}
