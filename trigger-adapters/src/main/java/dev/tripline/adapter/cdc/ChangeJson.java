package dev.tripline.adapter.cdc;

import dev.tripline.adapter.cdc.engine.TemporalText;
import dev.tripline.adapter.cdc.engine.UnloggedColumns;
import java.io.ByteArrayOutputStream;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Predicate;
import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.source.SourceRecord;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.json.JsonMapper;

/// A change in the shape in which functions get it: Debezium's envelope under the frame of AWS's stream
/// records. docs/database-changes.md describes it. Pure.
final class ChangeJson {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  /// Of the connector, not of the change.
  private static final Set<String> LEFT_OUT = Set.of("version", "connector", "name", "sequence");

  private ChangeJson() {}

  /// @param source `tripline:postgresql`
  /// @param shard of the trigger
  /// @param place the record's identifier in its batch
  /// @param key as [#key] has made it; null if the table has none
  static byte[] record(
      String source, String shard, String place, @Nullable String key, SourceRecord record) {
    Struct envelope = (Struct) record.value();
    var bytes = new ByteArrayOutputStream(512);
    try (JsonGenerator json = JSON.createGenerator(bytes)) {
      json.writeStartObject();
      json.writeStringProperty("eventID", shard + ":" + place);
      json.writeStringProperty("eventName", name(envelope.getString("op")));
      json.writeStringProperty("eventVersion", "1.0");
      json.writeStringProperty("eventSource", source);
      json.writeStringProperty("sequenceNumber", place);
      json.writeName("change");
      json.writeStartObject();
      json.writeName("key");
      json.writeRawValue(key == null ? "null" : key);
      json.writeName("before");
      image(json, member(envelope, "before"), UnloggedColumns::isLoggedBefore);
      json.writeName("after");
      image(json, member(envelope, "after"), UnloggedColumns::isLoggedAfter);
      json.writeName("source");
      source(json, envelope.getStruct("source"));
      json.writeStringProperty("op", envelope.getString("op"));
      json.writeName("ts_ms");
      value(json, member(envelope, "ts_ms"));
      json.writeEndObject();
      json.writeEndObject();
    }
    return bytes.toByteArray();
  }

  private static @Nullable Object member(Struct struct, String name) {
    return struct.schema().field(name) == null ? null : struct.get(name);
  }

  /// A row, without the columns that the log has no values of.
  private static void image(JsonGenerator json, @Nullable Object row, Predicate<Field> isLogged) {
    if (row instanceof Struct struct) {
      struct(json, struct, isLogged);
    } else {
      json.writeNull();
    }
  }

  private static void struct(JsonGenerator json, Struct struct, Predicate<Field> isWritten) {
    json.writeStartObject();
    for (Field field : struct.schema().fields()) {
      if (isWritten.test(field)) {
        json.writeName(field.name());
        // Not with the column's default in the place of a null.
        Object member = struct.getWithoutDefault(field.name());
        value(json, member == null ? null : TemporalText.of(field.schema(), member));
      }
    }
    json.writeEndObject();
  }

  private static String name(String operation) {
    return switch (operation) {
      case "c" -> "INSERT";
      case "u" -> "UPDATE";
      case "d" -> "DELETE";
      case "t" -> "TRUNCATE";
      case "r" -> "READ";
      default -> throw new IllegalStateException("an operation that is not known: " + operation);
    };
  }

  private static void source(JsonGenerator json, Struct source) {
    json.writeStartObject();
    for (Field field : source.schema().fields()) {
      Object value = source.get(field);
      if (value != null && !LEFT_OUT.contains(field.name())) {
        json.writeName(field.name());
        value(json, value);
      }
    }
    json.writeEndObject();
  }

  /// The text of a key: the same for the same row.
  static String key(Struct key) {
    var bytes = new ByteArrayOutputStream(64);
    try (JsonGenerator json = JSON.createGenerator(bytes)) {
      value(json, key);
    }
    return bytes.toString(StandardCharsets.UTF_8);
  }

  private static void value(JsonGenerator json, @Nullable Object value) {
    switch (value) {
      case null -> json.writeNull();
      case Struct struct -> struct(json, struct, _ -> true);
      case Map<?, ?> map -> {
        json.writeStartObject();
        map.forEach((name, member) -> {
          json.writeName(Objects.toString(name));
          value(json, member);
        });
        json.writeEndObject();
      }
      case Collection<?> list -> {
        json.writeStartArray();
        list.forEach(member -> value(json, member));
        json.writeEndArray();
      }
      case String text -> json.writeString(text);
      case Boolean flag -> json.writeBoolean(flag);
      case Long number -> json.writeNumber(number);
      case Integer number -> json.writeNumber(number);
      case Short number -> json.writeNumber(number);
      case Byte number -> json.writeNumber((short) number);
      case Double number when Double.isFinite(number) -> json.writeNumber(number);
      case Float number when Float.isFinite(number) -> json.writeNumber(number);
      // Text is made of decimals by the connector; this is a whole number without a sign.
      case BigDecimal number when number.scale() == 0 ->
          json.writeNumber(number.toBigIntegerExact());
      case BigDecimal number -> json.writeString(number.toPlainString());
      case byte[] bytes -> json.writeBinary(bytes);
      case ByteBuffer buffer -> {
        byte[] bytes = new byte[buffer.remaining()];
        buffer.duplicate().get(bytes);
        json.writeBinary(bytes);
      }
      default -> json.writeString(value.toString());
    }
  }
}
