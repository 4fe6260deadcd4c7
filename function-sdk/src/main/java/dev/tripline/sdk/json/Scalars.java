package dev.tripline.sdk.json;

import java.lang.reflect.Type;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.URI;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Fits single values into a type, exactly or not at all.
final class Scalars {
  private static final int LARGEST_SCALE = 10_000;

  private Scalars() {}

  /// @throws InvalidPayloadException if the value does not fit
  /// @throws IllegalArgumentException if the type is none that can be read
  static Object read(Object tree, Class<?> raw, Where where) {
    Object value;
    try {
      if (raw.isEnum()) {
        value = constant(raw, expect(String.class, tree, raw, where));
      } else if (tree instanceof String text) {
        value = fromText(text, raw);
      } else if (tree instanceof Number number) {
        value = fromNumber(new BigDecimal(number.toString()), raw);
      } else {
        value = tree instanceof Boolean && isBoolean(raw) ? tree : null;
      }
    } catch (DateTimeException | ArithmeticException | IllegalArgumentException e) {
      throw new InvalidPayloadException(
          where + " does not fit " + raw.getSimpleName() + ": " + e.getMessage(), e);
    }
    if (value != null) {
      return value;
    }
    throw isKnown(raw) ? misfit(tree, raw, where) : unsupported(raw, where);
  }

  private static boolean isBoolean(Class<?> raw) {
    return raw == boolean.class || raw == Boolean.class;
  }

  private static boolean isKnown(Class<?> raw) {
    return isBoolean(raw)
        || fromNumber(BigDecimal.ONE, raw) != null
        || List.of(
                "java.lang.String",
                "java.lang.CharSequence",
                "[B",
                "java.time.Instant",
                "java.time.Duration",
                "java.time.LocalDate",
                "java.time.LocalTime",
                "java.time.LocalDateTime",
                "java.time.OffsetDateTime",
                "java.net.URI",
                "java.util.UUID")
            .contains(raw.getName());
  }

  private static @Nullable Object fromText(String text, Class<?> raw) {
    return switch (raw.getName()) {
      case "java.lang.String", "java.lang.CharSequence" -> text;
      case "[B" -> Base64.getDecoder().decode(text);
      case "java.time.Instant" -> Instant.parse(text);
      case "java.time.Duration" -> Duration.parse(text);
      case "java.time.LocalDate" -> LocalDate.parse(text);
      case "java.time.LocalTime" -> LocalTime.parse(text);
      case "java.time.LocalDateTime" -> LocalDateTime.parse(text);
      case "java.time.OffsetDateTime" -> OffsetDateTime.parse(text);
      case "java.net.URI" -> URI.create(text);
      case "java.util.UUID" -> UUID.fromString(text);
      default -> null;
    };
  }

  private static @Nullable Object fromNumber(BigDecimal number, Class<?> raw) {
    return switch (raw.getName()) {
      case "int", "java.lang.Integer" -> number.intValueExact();
      case "long", "java.lang.Long" -> number.longValueExact();
      case "short", "java.lang.Short" -> number.shortValueExact();
      case "byte", "java.lang.Byte" -> number.byteValueExact();
      case "double", "java.lang.Double" -> finite(number);
      case "float", "java.lang.Float" -> finiteFloat(number);
      case "java.math.BigInteger" -> integer(number);
      case "java.math.BigDecimal", "java.lang.Number" -> number;
      default -> null;
    };
  }

  private static double finite(BigDecimal number) {
    double value = number.doubleValue();
    if (Double.isInfinite(value)) {
      throw new ArithmeticException(number + " is too large");
    }
    return value;
  }

  private static float finiteFloat(BigDecimal number) {
    float value = number.floatValue();
    if (Float.isInfinite(value)) {
      throw new ArithmeticException(number + " is too large");
    }
    return value;
  }

  private static BigInteger integer(BigDecimal number) {
    if (number.scale() < -LARGEST_SCALE) {
      throw new ArithmeticException(number + " is too large");
    }
    return number.toBigIntegerExact();
  }

  private static Object constant(Class<?> raw, String name) {
    for (Object constant : raw.getEnumConstants()) {
      if (((Enum<?>) constant).name().equals(name)) {
        return constant;
      }
    }
    throw new IllegalArgumentException("no such constant: " + name);
  }

  static <T> T expect(Class<T> kind, Object tree, Type type, Where where) {
    if (kind.isInstance(tree)) {
      return kind.cast(tree);
    }
    throw misfit(tree, type, where);
  }

  private static InvalidPayloadException misfit(Object tree, Type type, Where where) {
    String kind =
        switch (tree) {
          case Map<?, ?> _ -> "JSON object";
          case List<?> _ -> "JSON array";
          case String _ -> "string";
          case Boolean _ -> "boolean";
          default -> "number";
        };
    return new InvalidPayloadException(
        where + " does not fit " + type.getTypeName() + ": it is a " + kind);
  }

  static IllegalArgumentException unsupported(Type type, Where where) {
    return new IllegalArgumentException(
        where
            + ": "
            + type.getTypeName()
            + " cannot be read from JSON by the built-in mapper; use a record, or a PayloadMapper"
            + " of your own");
  }
}
