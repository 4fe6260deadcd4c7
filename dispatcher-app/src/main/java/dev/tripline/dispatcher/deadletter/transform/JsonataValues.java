package dev.tripline.dispatcher.deadletter.transform;

import dev.tripline.dispatcher.deadletter.transform.PayloadChange.ChangeFailure;
import dev.tripline.retry.payload.JsonCheck;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// JSON as the values that JSONata works on, and back. What these cannot hold without a loss is refused:
/// the rest of a payload goes through unchanged.
final class JsonataValues {
  private static final JsonMapper JSON = JsonMapper.shared();
  private static final int MOST_DIGITS = 15;
  private static final String OTHERWISE = "; a JSON Patch keeps it";

  private JsonataValues() {}

  static @Nullable Object of(JsonNode node) {
    return switch (node.getNodeType()) {
      case OBJECT -> {
        Map<String, @Nullable Object> members = new LinkedHashMap<>();
        node.properties().forEach(entry -> members.put(name(entry.getKey()), of(entry.getValue())));
        yield members;
      }
      case ARRAY -> {
        List<@Nullable Object> elements = new ArrayList<>(node.size());
        node.forEach(element -> elements.add(of(element)));
        yield elements;
      }
      case NUMBER -> number(node);
      case STRING -> node.asString();
      case BOOLEAN -> node.asBoolean();
      case NULL -> null;
      case BINARY, MISSING, POJO ->
          throw new IllegalArgumentException("not of JSON: " + node.getNodeType());
    };
  }

  /// The library writes names as they are when it copies an object.
  private static String name(String name) {
    if (name.chars().anyMatch(c -> c == '"' || c == '\\' || c < ' ')) {
      throw new ChangeFailure(
          "a member's name has a quote, a backslash or a control character, which JSONata does not"
              + " keep"
              + OTHERWISE);
    }
    return name;
  }

  private static Number number(JsonNode node) {
    if (node.isIntegralNumber()) {
      if (!node.canConvertToLong()) {
        throw new ChangeFailure("a number is too large for JSONata" + OTHERWISE);
      }
      long value = node.asLong();
      if ((int) value == value) {
        return Integer.valueOf((int) value);
      }
      return Long.valueOf(value);
    }
    BigDecimal exact = node.decimalValue();
    if (exact.stripTrailingZeros().precision() > MOST_DIGITS
        || exact.compareTo(new BigDecimal(Double.toString(exact.doubleValue()))) != 0) {
      throw new ChangeFailure(
          "a number has more than "
              + MOST_DIGITS
              + " digits, which JSONata does not keep"
              + OTHERWISE);
    }
    return exact.doubleValue();
  }

  /// @param limit bytes at most
  static byte[] write(@Nullable Object value, int limit) {
    BoundedBytes bytes = new BoundedBytes(limit);
    try (JsonGenerator out = JSON.createGenerator(bytes)) {
      write(out, value);
    } catch (JacksonException e) {
      throw new ChangeFailure("the new payload cannot be written: " + JsonCheck.words(e));
    }
    return bytes.toByteArray();
  }

  private static void write(JsonGenerator out, @Nullable Object value) {
    switch (value) {
      case null -> out.writeNull();
      case Map<?, ?> object -> {
        out.writeStartObject();
        object.forEach((name, member) -> {
          out.writeName(String.valueOf(name));
          write(out, member);
        });
        out.writeEndObject();
      }
      case List<?> array -> {
        out.writeStartArray();
        array.forEach(element -> write(out, element));
        out.writeEndArray();
      }
      case String text -> out.writeString(text);
      case Boolean truth -> out.writeBoolean(truth);
      case Integer number -> out.writeNumber(number);
      case Long number -> out.writeNumber(number);
      case BigInteger number -> out.writeNumber(number);
      case BigDecimal number -> out.writeNumber(number);
      case Number number -> write(out, number.doubleValue());
      default -> throw new ChangeFailure("the expression gives a function, not JSON");
    }
  }

  private static void write(JsonGenerator out, double number) {
    if (!Double.isFinite(number)) {
      throw new ChangeFailure("the expression gives a number that JSON does not have");
    }
    out.writeNumber(number);
  }
}
