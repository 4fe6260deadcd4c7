package dev.tripline.dispatcher.rest;

import com.fasterxml.jackson.annotation.Nulls;
import dev.tripline.retry.payload.JsonCheck;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.exc.StreamReadException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.cfg.CoercionAction;
import tools.jackson.databind.cfg.CoercionInputShape;
import tools.jackson.databind.cfg.JsonNodeFeature;
import tools.jackson.databind.exc.MismatchedInputException;
import tools.jackson.databind.exc.UnrecognizedPropertyException;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.type.LogicalType;

/// Reads the JSON of requests to `/v1`: a member that is not known is an error, so that nothing is
/// accepted that does not act, and a value of another type is not bent to the one that is expected.
/// Safe for many threads.
public final class StrictJson {
  private static final JsonMapper MAPPER =
      JsonMapper.builder()
          .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
          .changeDefaultNullHandling(nulls -> nulls.withContentNulls(Nulls.FAIL))
          .withCoercionConfig(
              LogicalType.Textual,
              text ->
                  text.setCoercion(CoercionInputShape.Integer, CoercionAction.Fail)
                      .setCoercion(CoercionInputShape.Float, CoercionAction.Fail)
                      .setCoercion(CoercionInputShape.Boolean, CoercionAction.Fail))
          .withCoercionConfig(
              LogicalType.Integer,
              number -> number.setCoercion(CoercionInputShape.String, CoercionAction.Fail))
          .withCoercionConfig(
              LogicalType.Float,
              number -> number.setCoercion(CoercionInputShape.String, CoercionAction.Fail))
          .build();

  /// Numbers keep all their digits and zeros.
  private static final JsonMapper EXACT =
      MAPPER
          .rebuild()
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
          .build();

  private StrictJson() {}

  /// @throws ApiProblem if it is not such a document
  public static <T> T read(byte @Nullable [] json, Class<T> type) {
    return convert(MAPPER, object(MAPPER, json), type);
  }

  /// The same, of a document with values that are passed on: their numbers stay as they are written.
  public static <T> T readExact(byte @Nullable [] json, Class<T> type) {
    return convert(EXACT, object(EXACT, json), type);
  }

  /// Any JSON, whose numbers stay as they are written.
  ///
  /// @throws JacksonException if it is none
  public static JsonNode exact(String json) {
    return EXACT.readTree(json);
  }

  /// @param json null if there is none
  /// @throws ApiProblem if it is no JSON object
  public static ObjectNode object(byte @Nullable [] json) {
    return object(MAPPER, json);
  }

  private static ObjectNode object(JsonMapper mapper, byte @Nullable [] json) {
    if (json == null) {
      throw ApiProblem.invalid("a JSON object is expected, not an empty body");
    }
    try {
      if (mapper.readTree(json) instanceof ObjectNode object) {
        return object;
      }
    } catch (JacksonException e) {
      throw ApiProblem.invalid("a JSON object is expected: " + JsonCheck.words(e));
    }
    throw ApiProblem.invalid("a JSON object is expected");
  }

  /// @throws ApiProblem if the tree is not such a document
  public static <T> T convert(ObjectNode tree, Class<T> type) {
    return convert(MAPPER, tree, type);
  }

  private static <T> T convert(JsonMapper mapper, ObjectNode tree, Class<T> type) {
    try {
      return mapper.treeToValue(tree, type);
    } catch (UnrecognizedPropertyException e) {
      throw ApiProblem.invalid(path(e), "is not known here");
    } catch (MismatchedInputException e) {
      throw ApiProblem.invalid(path(e), expected(e.getTargetType()));
    } catch (StreamReadException e) {
      throw ApiProblem.invalid(path(e), "is out of range");
    } catch (JacksonException e) {
      Throwable cause = e.getCause();
      String text = cause instanceof IllegalArgumentException ? cause.getMessage() : null;
      throw ApiProblem.invalid(text == null ? "the request cannot be understood" : text);
    }
  }

  /// With dots, as [FieldError] has it.
  private static String path(JacksonException e) {
    StringBuilder path = new StringBuilder();
    for (JacksonException.Reference step : e.getPath()) {
      if (step.getPropertyName() == null) {
        path.append('[').append(step.getIndex()).append(']');
      } else {
        path.append(path.isEmpty() ? "" : ".").append(step.getPropertyName());
      }
    }
    return path.toString();
  }

  /// The words for a value of this type, without the names of our classes.
  static String expected(@Nullable Class<?> type) {
    if (type == null) {
      return "cannot be understood";
    }
    if (type == Integer.class || type == int.class || type == Long.class || type == long.class) {
      return "must be a whole number";
    }
    if (type == Double.class || type == double.class) {
      return "must be a number";
    }
    if (type == Boolean.class || type == boolean.class) {
      return "must be true or false";
    }
    if (type == String.class) {
      return "must be a string";
    }
    return type.isRecord() || Map.class.isAssignableFrom(type)
        ? "must be an object"
        : "cannot be understood";
  }

  public static ObjectNode toTree(Object value) {
    return MAPPER.valueToTree(value);
  }

  public static String write(Object value) {
    return MAPPER.writeValueAsString(value);
  }
}
