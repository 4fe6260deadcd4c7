package dev.tripline.sdk.json;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.lang.reflect.WildcardType;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Fits what [JsonReader] read into a type; every message names the path to the value.
final class TreeBinder {
  private static final Map<Class<?>, Function<String, Object>> FROM_TEXT =
      Map.ofEntries(
          Map.entry(String.class, text -> text),
          Map.entry(CharSequence.class, text -> text),
          Map.entry(byte[].class, Base64.getDecoder()::decode),
          Map.entry(Instant.class, Instant::parse),
          Map.entry(Duration.class, Duration::parse),
          Map.entry(LocalDate.class, LocalDate::parse),
          Map.entry(LocalTime.class, LocalTime::parse),
          Map.entry(LocalDateTime.class, LocalDateTime::parse),
          Map.entry(OffsetDateTime.class, OffsetDateTime::parse),
          Map.entry(URI.class, URI::create),
          Map.entry(UUID.class, UUID::fromString));
  private static final Map<Class<?>, Function<BigDecimal, Number>> FROM_NUMBER =
      Map.ofEntries(
          Map.entry(int.class, BigDecimal::intValueExact),
          Map.entry(Integer.class, BigDecimal::intValueExact),
          Map.entry(long.class, BigDecimal::longValueExact),
          Map.entry(Long.class, BigDecimal::longValueExact),
          Map.entry(short.class, BigDecimal::shortValueExact),
          Map.entry(Short.class, BigDecimal::shortValueExact),
          Map.entry(byte.class, BigDecimal::byteValueExact),
          Map.entry(Byte.class, BigDecimal::byteValueExact),
          Map.entry(double.class, TreeBinder::finite),
          Map.entry(Double.class, TreeBinder::finite),
          Map.entry(float.class, number -> (float) finite(number)),
          Map.entry(Float.class, number -> (float) finite(number)),
          Map.entry(BigInteger.class, TreeBinder::integer),
          Map.entry(BigDecimal.class, number -> number),
          Map.entry(Number.class, number -> number));

  private TreeBinder() {}

  static @Nullable Object bind(@Nullable Object tree, Type type, String path) {
    if (type instanceof WildcardType wildcard) {
      return bind(tree, wildcard.getUpperBounds()[0], path);
    }
    Class<?> raw = raw(type, path);
    if (tree == null && raw.isPrimitive()) {
      throw new InvalidPayloadException(path + " is missing");
    } else if (tree == null || raw == Object.class) {
      return tree;
    } else if (raw.isRecord()) {
      return record(expect(Map.class, tree, type, path), raw, path);
    } else if (raw.isAssignableFrom(LinkedHashMap.class)) {
      return map(expect(Map.class, tree, type, path), type, path);
    } else if (Collection.class.isAssignableFrom(raw) || raw == Iterable.class) {
      return elements(expect(List.class, tree, type, path), raw, type, path);
    }
    return scalar(tree, raw, path);
  }

  private static Object record(Map<?, ?> tree, Class<?> raw, String path) {
    RecordShape shape = RecordShape.of(raw);
    @Nullable Object[] values = new @Nullable Object[shape.components().size()];
    for (int i = 0; i < values.length; i++) {
      RecordComponent component = shape.components().get(i);
      Object value = member(tree, component.getName());
      values[i] = bind(value, component.getGenericType(), path + "." + component.getName());
    }
    return shape.create(values, path);
  }

  private static @Nullable Object member(Map<?, ?> tree, String name) {
    if (tree.containsKey(name)) {
      return tree.get(name);
    }
    for (var member : tree.entrySet()) {
      if (name.equalsIgnoreCase(String.valueOf(member.getKey()))) {
        return member.getValue();
      }
    }
    return null;
  }

  private static Object map(Map<?, ?> tree, Type type, String path) {
    if (argument(type, 0) != Object.class && argument(type, 0) != String.class) {
      throw unsupported(type, path);
    }
    Map<Object, @Nullable Object> bound = new LinkedHashMap<>();
    for (var member : tree.entrySet()) {
      String inside = path + "." + member.getKey();
      bound.put(
          member.getKey(),
          bind(member.getValue(), argument(type, type instanceof Class ? 0 : 1), inside));
    }
    return bound;
  }

  private static Object elements(List<?> tree, Class<?> raw, Type type, String path) {
    Collection<@Nullable Object> bound;
    if (raw.isAssignableFrom(ArrayList.class)) {
      bound = new ArrayList<>();
    } else if (raw.isAssignableFrom(LinkedHashSet.class) || raw == Set.class) {
      bound = new LinkedHashSet<>();
    } else {
      throw unsupported(type, path);
    }
    int index = 0;
    for (Object element : tree) {
      bound.add(bind(element, argument(type, 0), path + "[" + index++ + "]"));
    }
    return bound;
  }

  private static Object scalar(Object tree, Class<?> raw, String path) {
    Function<String, Object> fromText = FROM_TEXT.get(raw);
    Function<BigDecimal, Number> fromNumber = FROM_NUMBER.get(raw);
    try {
      if (raw == boolean.class || raw == Boolean.class) {
        return expect(Boolean.class, tree, raw, path);
      } else if (raw.isEnum()) {
        return constant(raw, expect(String.class, tree, raw, path));
      } else if (fromText != null) {
        return fromText.apply(expect(String.class, tree, raw, path));
      } else if (fromNumber != null) {
        return fromNumber.apply(new BigDecimal(expect(Number.class, tree, raw, path).toString()));
      }
    } catch (java.time.DateTimeException | ArithmeticException | IllegalArgumentException e) {
      throw new InvalidPayloadException(
          path + " does not fit " + raw.getSimpleName() + ": " + e.getMessage(), e);
    }
    throw unsupported(raw, path);
  }

  private static Object constant(Class<?> raw, String name) {
    for (Object constant : raw.getEnumConstants()) {
      if (((Enum<?>) constant).name().equals(name)) {
        return constant;
      }
    }
    throw new IllegalArgumentException("no such constant: " + name);
  }

  private static double finite(BigDecimal number) {
    double value = number.doubleValue();
    if (Double.isInfinite(value)) {
      throw new ArithmeticException(number + " is too large");
    }
    return value;
  }

  private static BigInteger integer(BigDecimal number) {
    if (number.scale() < -10_000) {
      throw new ArithmeticException(number + " is too large");
    }
    return number.toBigIntegerExact();
  }

  private static <T> T expect(Class<T> kind, Object tree, Type type, String path) {
    if (kind.isInstance(tree)) {
      return kind.cast(tree);
    }
    throw new InvalidPayloadException(
        path + " does not fit " + type.getTypeName() + ": it is a " + kindOf(tree));
  }

  private static String kindOf(Object tree) {
    return switch (tree) {
      case Map<?, ?> _ -> "JSON object";
      case List<?> _ -> "JSON array";
      case String _ -> "string";
      case Boolean _ -> "boolean";
      default -> "number";
    };
  }

  private static Class<?> raw(Type type, String path) {
    return switch (type) {
      case Class<?> known -> known;
      case ParameterizedType generic when generic.getRawType() instanceof Class<?> known -> known;
      default -> throw unsupported(type, path);
    };
  }

  private static Type argument(Type type, int index) {
    return type instanceof ParameterizedType generic
        ? generic.getActualTypeArguments()[index]
        : Object.class;
  }

  private static IllegalArgumentException unsupported(Type type, String path) {
    return new IllegalArgumentException(
        path
            + ": "
            + type.getTypeName()
            + " cannot be read from JSON by the built-in mapper; use a"
            + " record, or a PayloadMapper of your own");
  }
}
