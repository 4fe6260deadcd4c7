package dev.tripline.adapter.dynamodb;

import java.io.StringWriter;
import java.util.Map;
import java.util.TreeMap;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.json.JsonMapper;

/// Items in DynamoDB's own JSON, where each value names its type; binary ones are base64.
final class ItemJson {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private ItemJson() {}

  /// The same text for the same item, whatever the order of its attributes.
  static String canonical(Map<String, AttributeValue> item) {
    var text = new StringWriter();
    try (JsonGenerator json = JSON.createGenerator(text)) {
      item(json, new TreeMap<>(item));
    }
    return text.toString();
  }

  static void item(JsonGenerator json, Map<String, AttributeValue> item) {
    json.writeStartObject();
    item.forEach((name, value) -> {
      json.writeName(name);
      value(json, value);
    });
    json.writeEndObject();
  }

  private static void value(JsonGenerator json, AttributeValue value) {
    json.writeStartObject();
    json.writeName(value.type() == AttributeValue.Type.NUL ? "NULL" : value.type().name());
    switch (value.type()) {
      case S -> json.writeString(value.s());
      case N -> json.writeString(value.n());
      case B -> json.writeBinary(value.b().asByteArrayUnsafe());
      case BOOL -> json.writeBoolean(value.bool());
      case NUL -> json.writeBoolean(true);
      case UNKNOWN_TO_SDK_VERSION ->
          throw new IllegalStateException(
              "an item has a type of value that this version does not know, so it is not read");
      case M -> item(json, value.m());
      case L -> {
        json.writeStartArray();
        value.l().forEach(element -> value(json, element));
        json.writeEndArray();
      }
      case SS -> texts(json, value.ss());
      case NS -> texts(json, value.ns());
      case BS -> {
        json.writeStartArray();
        for (SdkBytes bytes : value.bs()) {
          json.writeBinary(bytes.asByteArrayUnsafe());
        }
        json.writeEndArray();
      }
    }
    json.writeEndObject();
  }

  private static void texts(JsonGenerator json, Iterable<String> texts) {
    json.writeStartArray();
    texts.forEach(json::writeString);
    json.writeEndArray();
  }
}
