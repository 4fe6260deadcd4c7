package dev.tripline.dispatcher.rest;

import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// Reads the JSON of requests to `/v1`: a member that is not known is an error, so that nothing is
/// accepted that does not act. Safe for many threads.
public final class StrictJson {
  private static final JsonMapper MAPPER =
      JsonMapper.builder()
          .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .build();

  private StrictJson() {}

  /// @throws ApiProblem if it is not such a document
  public static <T> T read(byte[] json, Class<T> type) {
    try {
      return present(MAPPER.readValue(json, type));
    } catch (JacksonException e) {
      throw ApiProblem.invalid(reason(e));
    }
  }

  /// @throws ApiProblem if it is no JSON object
  public static ObjectNode object(byte[] json) {
    try {
      if (MAPPER.readTree(json) instanceof ObjectNode object) {
        return object;
      }
    } catch (JacksonException e) {
      throw ApiProblem.invalid(reason(e));
    }
    throw ApiProblem.invalid("a JSON object is expected");
  }

  /// @throws ApiProblem if the tree is not such a document
  public static <T> T convert(JsonNode tree, Class<T> type) {
    try {
      return present(MAPPER.treeToValue(tree, type));
    } catch (JacksonException e) {
      throw ApiProblem.invalid(reason(e));
    }
  }

  public static ObjectNode toTree(Object value) {
    return MAPPER.valueToTree(value);
  }

  public static String write(Object value) {
    return MAPPER.writeValueAsString(value);
  }

  /// Changes `target` as RFC 7396 (JSON merge patch) says: null removes a member.
  public static void merge(ObjectNode target, ObjectNode patch) {
    patch
        .properties()
        .forEach(member -> {
          JsonNode value = member.getValue();
          if (value.isNull()) {
            target.remove(member.getKey());
          } else if (value instanceof ObjectNode inner) {
            ObjectNode old =
                target.get(member.getKey()) instanceof ObjectNode known
                    ? known
                    : target.putObject(member.getKey());
            merge(old, inner);
          } else {
            target.set(member.getKey(), value);
          }
        });
  }

  private static <T> T present(T value) {
    if (value == null) {
      throw ApiProblem.invalid("a JSON object is expected, not null");
    }
    return value;
  }

  private static String reason(JacksonException e) {
    Throwable cause = e.getCause();
    String text = cause instanceof IllegalArgumentException ? cause.getMessage() : null;
    return text == null ? e.getOriginalMessage() : text;
  }
}
