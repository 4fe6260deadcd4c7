package dev.tripline.sdk.json;

import java.lang.reflect.Array;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.URI;
import java.time.Duration;
import java.time.temporal.Temporal;
import java.util.Base64;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Writes compact JSON; what it takes is listed at [RecordMapper].
final class JsonWriter {
  private static final String HEX = "0123456789abcdef";

  private JsonWriter() {}

  static void write(@Nullable Object value, StringBuilder out, int depth) {
    if (depth > JsonReader.MAX_DEPTH) {
      throw new IllegalArgumentException("value is nested too deeply for JSON, or contains itself");
    }
    // No pattern switch for the usual kinds: its first use costs a fresh process milliseconds.
    if (value == null || value instanceof Boolean) {
      out.append(value);
    } else if (value instanceof CharSequence text) {
      quote(text, out);
    } else if (value instanceof Number number) {
      out.append(number(number));
    } else if (value instanceof Map<?, ?> map) {
      object(map, out, depth);
    } else if (value instanceof Iterable<?> elements) {
      array(elements, out, depth);
    } else if (value instanceof Record data) {
      object(RecordShape.of(data.getClass()).values(data), out, depth);
    } else {
      writeRare(value, out, depth);
    }
  }

  private static void writeRare(Object value, StringBuilder out, int depth) {
    switch (value) {
      case Enum<?> constant -> quote(constant.name(), out);
      case byte[] bytes -> quote(Base64.getEncoder().encodeToString(bytes), out);
      case Character character -> quote(character.toString(), out);
      case Temporal time -> quote(time.toString(), out);
      case Duration duration -> quote(duration.toString(), out);
      case URI uri -> quote(uri.toString(), out);
      case UUID uuid -> quote(uuid.toString(), out);
      case Object array when array.getClass().isArray() -> array(array, out, depth);
      default ->
          throw new IllegalArgumentException(
              value.getClass().getName()
                  + " has no JSON form; use a record, a map, or a PayloadMapper of your own");
    }
  }

  private static String number(Number number) {
    boolean known =
        number instanceof Integer
            || number instanceof Long
            || (number instanceof Double d && Double.isFinite(d))
            || number instanceof BigDecimal
            || number instanceof BigInteger
            || (number instanceof Float f && Float.isFinite(f))
            || number instanceof Short
            || number instanceof Byte;
    if (!known) {
      throw noNumber(number);
    }
    return number.toString();
  }

  private static IllegalArgumentException noNumber(Number number) {
    return new IllegalArgumentException(
        number.getClass().getName() + " " + number + " is no JSON number");
  }

  private static void object(Map<?, ?> members, StringBuilder out, int depth) {
    out.append('{');
    String separator = "";
    for (var member : members.entrySet()) {
      out.append(separator);
      quote(String.valueOf(member.getKey()), out);
      out.append(':');
      write(member.getValue(), out, depth + 1);
      separator = ",";
    }
    out.append('}');
  }

  private static void array(Iterable<?> elements, StringBuilder out, int depth) {
    out.append('[');
    String separator = "";
    for (Object element : elements) {
      out.append(separator);
      write(element, out, depth + 1);
      separator = ",";
    }
    out.append(']');
  }

  private static void array(Object array, StringBuilder out, int depth) {
    out.append('[');
    for (int i = 0; i < Array.getLength(array); i++) {
      if (i > 0) {
        out.append(',');
      }
      write(Array.get(array, i), out, depth + 1);
    }
    out.append(']');
  }

  private static void quote(CharSequence text, StringBuilder out) {
    out.append('"');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '"', '\\' -> out.append('\\').append(c);
        case '\n' -> out.append("\\n");
        case '\r' -> out.append("\\r");
        case '\t' -> out.append("\\t");
        default -> {
          if (c < ' ' || (Character.isSurrogate(c) && !paired(text, i))) {
            escape(c, out);
          } else {
            out.append(c);
          }
        }
      }
    }
    out.append('"');
  }

  private static boolean paired(CharSequence text, int at) {
    return Character.isHighSurrogate(text.charAt(at))
        ? at + 1 < text.length() && Character.isLowSurrogate(text.charAt(at + 1))
        : at > 0 && Character.isHighSurrogate(text.charAt(at - 1));
  }

  private static void escape(char c, StringBuilder out) {
    out.append("\\u");
    for (int shift = 12; shift >= 0; shift -= 4) {
      out.append(HEX.charAt((c >> shift) & 0xf));
    }
  }
}
