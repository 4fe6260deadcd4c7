package dev.tripline.delivery.filter;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.node.StringNode;

/// A record as patterns look at it: its data decoded, and JSON if it is JSON.
///
/// @param event the record with its data in place
/// @param forms of the data fields that are there
record RecordView(ObjectNode event, Map<String, Form> forms) {

  /// The content of a data field.
  enum Form {
    /// An object or a list.
    JSON,
    TEXT,
    /// No text: nothing can be compared.
    BYTES
  }

  static RecordView of(FilteredSource source, byte[] bytes) {
    if (!(PatternReader.JSON.readTree(bytes) instanceof ObjectNode event)) {
      throw new IllegalArgumentException("a record is a JSON object");
    }
    if (source.lifted() != null && event.get(source.lifted()) instanceof ObjectNode inner) {
      event.setAll(inner);
    }
    Map<String, Form> forms = new HashMap<>();
    for (String field : source.dataFields()) {
      JsonNode data = event.get(field);
      if (data == null || data.isNull()) {
        continue;
      }
      if (data.isContainer()) {
        forms.put(field, Form.JSON);
      } else {
        forms.put(field, decode(source, event, field, data.asString()));
      }
    }
    return new RecordView(event, forms);
  }

  private static Form decode(FilteredSource source, ObjectNode event, String field, String data) {
    String text = data;
    if (source.base64()) {
      try {
        byte[] bytes = Base64.getDecoder().decode(data);
        text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
      } catch (IllegalArgumentException | CharacterCodingException e) {
        return Form.BYTES;
      }
    }
    try {
      JsonNode json = PatternReader.JSON.readTree(text);
      if (json.isContainer()) {
        event.set(field, json);
        return Form.JSON;
      }
    } catch (JacksonException e) {
      // No JSON then: plain text.
    }
    event.set(field, StringNode.valueOf(text));
    return Form.TEXT;
  }
}
