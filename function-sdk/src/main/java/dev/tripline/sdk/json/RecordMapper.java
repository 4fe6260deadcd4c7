package dev.tripline.sdk.json;

import java.lang.reflect.Type;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/// The built-in JSON mapping.
///
/// Reads into records, `List`, `Set`, `Map` with string keys, enums (by name), strings, booleans,
/// numbers (also `BigDecimal` and `BigInteger`), `Instant`, `Duration`, `LocalDate`, `LocalTime`,
/// `LocalDateTime`, `OffsetDateTime`, `URI`, `UUID` (all from strings), `byte[]` inside a record
/// (from base64) and `Object` (maps, lists, strings, `Long`, `BigInteger`, `BigDecimal`, booleans).
/// Writes the same, and arrays. As a whole payload `byte[]` means the bytes as they are.
///
/// A property is found by its component's name, exactly or else with other case (`Records` fits
/// `records`); unknown properties are ignored; a missing one is null, and an error where the component
/// is a primitive. What a record's constructor refuses makes the payload invalid. Numbers that do not
/// fit are errors, never rounded. More than 200 levels of nesting are refused.
public final class RecordMapper implements PayloadMapper {
  static final RecordMapper INSTANCE = new RecordMapper();

  private RecordMapper() {}

  @Override
  public @Nullable Object read(byte[] json, Type type) {
    if (type == byte[].class) {
      return json;
    }
    return TreeBinder.bind(JsonReader.read(json), type, Where.PAYLOAD);
  }

  @Override
  public byte[] write(@Nullable Object value) {
    if (value instanceof byte[] bytes) {
      return bytes;
    }
    var text = new StringBuilder();
    JsonWriter.write(value, text, 0);
    return text.toString().getBytes(StandardCharsets.UTF_8);
  }
}
