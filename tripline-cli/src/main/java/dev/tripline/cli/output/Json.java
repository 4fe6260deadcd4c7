package dev.tripline.cli.output;

import dev.tripline.sdk.json.InvalidPayloadException;
import dev.tripline.sdk.json.PayloadMapper;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A JSON value to read from. What is missing reads as nothing: empty text, 0, no items.
public final class Json {
  /// Stands for null and for what is missing.
  public static final Json NOTHING = new Json(null);

  private static final PayloadMapper MAPPER = PayloadMapper.standard();

  private final @Nullable Object value;

  private Json(@Nullable Object value) {
    this.value = value;
  }

  /// @param value of maps, lists, strings, numbers and booleans
  public static Json of(@Nullable Object value) {
    return value == null ? NOTHING : new Json(value);
  }

  /// Empty if the bytes are not JSON.
  public static Optional<Json> read(byte[] json) {
    try {
      return Optional.of(new Json(MAPPER.read(json, Object.class)));
    } catch (InvalidPayloadException _) {
      return Optional.empty();
    }
  }

  /// UTF-8 JSON of maps, lists, strings, numbers and booleans.
  public static byte[] write(@Nullable Object value) {
    return MAPPER.write(value);
  }

  /// A member of an object.
  public Json get(String name) {
    return value instanceof Map<?, ?> members ? of(members.get(name)) : NOTHING;
  }

  /// The elements of an array.
  public List<Json> items() {
    return value instanceof List<?> list ? list.stream().map(Json::of).toList() : List.of();
  }

  /// The names of an object's members, in their order.
  public List<String> names() {
    return value instanceof Map<?, ?> members
        ? members.keySet().stream().map(String::valueOf).toList()
        : List.of();
  }

  /// A string as it is, anything else as JSON; empty for nothing.
  public String text() {
    return switch (value) {
      case null -> "";
      case String text -> text;
      case BigDecimal number -> number.toPlainString();
      default -> new String(MAPPER.write(value), StandardCharsets.UTF_8);
    };
  }

  public String textOr(String otherwise) {
    String text = text();
    return text.isEmpty() ? otherwise : text;
  }

  /// A number without its fraction; 0 if it is none.
  public long number() {
    return value instanceof Number number ? number.longValue() : 0;
  }

  public boolean isTrue() {
    return Boolean.TRUE.equals(value);
  }

  public boolean isMissing() {
    return value == null;
  }

  /// As maps, lists, strings, numbers and booleans.
  public @Nullable Object raw() {
    return value;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Json json && Objects.equals(value, json.value);
  }

  @Override
  public int hashCode() {
    return Objects.hashCode(value);
  }
}
