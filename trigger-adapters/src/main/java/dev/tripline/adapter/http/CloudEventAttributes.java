package dev.tripline.adapter.http;

import java.net.URI;
import java.net.URISyntaxException;
import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// The rules of CloudEvents 1.0 for context attributes, whichever way they came.
final class CloudEventAttributes {
  static final Set<String> STANDARD =
      Set.of(
          "specversion",
          "id",
          "source",
          "type",
          "datacontenttype",
          "dataschema",
          "subject",
          "time");

  private static final Pattern NAME = Pattern.compile("[a-z0-9]+");
  private static final Pattern MEDIA_TYPE =
      Pattern.compile("[\\w!#$&^.+-]+/[\\w!#$&^.+*-]+\\s*(;.*)?");

  private final String path;
  private final Map<String, String> values;

  /// @param path prefix of the fields' names in errors
  private CloudEventAttributes(String path, Map<String, String> values) {
    this.path = path;
    this.values = values;
  }

  /// @throws InvalidCloudEventException naming the first attribute that is missing or malformed
  static void validate(String path, Map<String, String> values) throws InvalidCloudEventException {
    var attributes = new CloudEventAttributes(path, values);
    attributes.characters();
    attributes.version();
    attributes.required("id");
    attributes.required("source");
    attributes.required("type");
    attributes.uri("source", false);
    attributes.uri("dataschema", true);
    attributes.notEmpty("subject");
    attributes.mediaType();
    attributes.time();
    attributes.names();
  }

  private void characters() throws InvalidCloudEventException {
    for (Map.Entry<String, String> value : values.entrySet()) {
      if (value.getValue().codePoints().anyMatch(CloudEventAttributes::isOutside)) {
        throw invalid(
            value.getKey(),
            "has a control character, half of a surrogate pair or a noncharacter of Unicode,"
                + " which no attribute may have");
      }
    }
  }

  /// Whether the type String of CloudEvents has no such character.
  private static boolean isOutside(int character) {
    return Character.isISOControl(character)
        || Character.getType(character) == Character.SURROGATE
        || (character >= 0xfdd0 && character <= 0xfdef)
        || (character & 0xfffe) == 0xfffe;
  }

  private void version() throws InvalidCloudEventException {
    String version = required("specversion");
    if (!version.equals("1.0")) {
      throw invalid("specversion", "must be \"1.0\", not \"" + version + "\"");
    }
  }

  private String required(String name) throws InvalidCloudEventException {
    String value = values.get(name);
    if (value == null || value.isEmpty()) {
      throw invalid(name, "is required and must not be empty");
    }
    return value;
  }

  private void notEmpty(String name) throws InvalidCloudEventException {
    String value = values.get(name);
    if (value != null && value.isEmpty()) {
      throw invalid(name, "must not be empty if it is present");
    }
  }

  private void uri(String name, boolean absolute) throws InvalidCloudEventException {
    String value = values.get(name);
    if (value == null) {
      return;
    }
    try {
      if (absolute && !new URI(value).isAbsolute()) {
        throw invalid(name, "must be an absolute URI");
      }
      new URI(value);
    } catch (URISyntaxException e) {
      throw invalid(name, "must be a URI" + (absolute ? "" : " reference") + ": " + e.getReason());
    }
  }

  private void mediaType() throws InvalidCloudEventException {
    String value = values.get("datacontenttype");
    if (value != null && !MEDIA_TYPE.matcher(value).matches()) {
      throw invalid("datacontenttype", "must be a media type, not \"" + value + "\"");
    }
  }

  private void time() throws InvalidCloudEventException {
    String value = values.get("time");
    if (value != null && parseTime(value) == null) {
      throw invalid("time", "must be an RFC 3339 time, not \"" + value + "\"");
    }
  }

  static @Nullable OffsetDateTime parseTime(String value) {
    try {
      return OffsetDateTime.parse(value, DateTimeFormatter.ISO_OFFSET_DATE_TIME);
    } catch (DateTimeParseException _) {
      return null;
    }
  }

  private void names() throws InvalidCloudEventException {
    for (String name : values.keySet()) {
      if (!NAME.matcher(name).matches()) {
        throw invalid(name, "is no attribute name: lower-case letters and digits only");
      }
    }
  }

  private InvalidCloudEventException invalid(String name, String message) {
    return new InvalidCloudEventException(path + name, message);
  }
}
