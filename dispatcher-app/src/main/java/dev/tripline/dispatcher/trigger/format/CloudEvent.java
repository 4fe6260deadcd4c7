package dev.tripline.dispatcher.trigger.format;

import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLEncoder;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// An event of CloudEvents 1.0, which writes itself in the JSON event format.
///
/// @param id unique together with `source`
/// @param subject null for none
/// @param time null if it is not known
/// @param extensions by a name of any form, of which small letters and digits are kept; one that would
///     be another attribute is left out
public record CloudEvent(
    String id,
    String source,
    String type,
    @Nullable String subject,
    @Nullable Instant time,
    Map<String, String> extensions,
    Data data) {
  /// The extension that names a record of a batch in `batchItemFailures`.
  public static final String ITEM = "itemidentifier";

  private static final Set<String> TAKEN =
      Set.of(
          "",
          "specversion",
          "id",
          "source",
          "type",
          "subject",
          "time",
          "datacontenttype",
          "dataschema",
          "data",
          "database64");
  static final JsonMapper JSON =
      JsonMapper.builder()
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .build();

  /// The data of an event.
  public sealed interface Data {
    record Json(JsonNode value) implements Data {}

    record Text(String value) implements Data {}

    record Bytes(byte[] value) implements Data {}

    record None() implements Data {}

    /// Objects and lists of JSON as such; other text as text.
    static Data of(String text) {
      JsonNode json = json(text);
      return json == null ? new Text(text) : new Json(json);
    }

    /// As [#of(String)] if it is UTF-8.
    static Data of(byte[] bytes) {
      try {
        return of(StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString());
      } catch (CharacterCodingException _) {
        return new Bytes(bytes);
      }
    }

    private static @Nullable JsonNode json(String text) {
      String start = text.stripLeading();
      if (!start.startsWith("{") && !start.startsWith("[")) {
        return null;
      }
      try {
        return JSON.readTree(text);
      } catch (JacksonException _) {
        return null;
      }
    }
  }

  /// Sources of event buses are free text.
  private static String uriReference(String source) {
    try {
      return new URI(source).toString();
    } catch (URISyntaxException _) {
      return URLEncoder.encode(source, StandardCharsets.UTF_8).replace("+", "%20");
    }
  }

  /// Names of files and keys may have control characters, attributes may not: they are written as in a URI.
  private static String printable(String attribute) {
    StringBuilder text = new StringBuilder(attribute.length());
    attribute
        .chars()
        .forEach(unit -> {
          if (Character.isISOControl(unit)) {
            text.append("%%%02X".formatted(unit));
          } else {
            text.append((char) unit);
          }
        });
    return text.toString();
  }

  void writeTo(JsonGenerator json) {
    json.writeStartObject();
    json.writeStringProperty("specversion", "1.0");
    json.writeStringProperty("id", id);
    json.writeStringProperty("source", uriReference(source));
    json.writeStringProperty("type", type);
    if (subject != null && !subject.isEmpty()) {
      json.writeStringProperty("subject", printable(subject));
    }
    if (time != null) {
      json.writeStringProperty("time", time.toString());
    }
    Set<String> written = new HashSet<>(TAKEN);
    extensions.forEach((name, value) -> {
      String allowed = name.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]", "");
      if (written.add(allowed)) {
        json.writeStringProperty(allowed, value);
      }
    });
    switch (data) {
      case Data.Json(JsonNode value) -> {
        json.writeStringProperty("datacontenttype", "application/json");
        json.writeName("data");
        json.writeTree(value);
      }
      case Data.Text(String value) -> {
        json.writeStringProperty("datacontenttype", "text/plain");
        json.writeStringProperty("data", value);
      }
      case Data.Bytes(byte[] value) -> {
        json.writeStringProperty("datacontenttype", "application/octet-stream");
        json.writeName("data_base64");
        json.writeBinary(value);
      }
      case Data.None _ -> {}
    }
    json.writeEndObject();
  }
}
