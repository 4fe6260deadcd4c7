package dev.tripline.dispatcher.rest;

import java.math.BigDecimal;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Reads the members of a JSON object, fills in defaults, and collects everything that is wrong with
/// them instead of stopping at the first.
public final class FormReader {
  private final ObjectNode form;
  private final String path;
  private final List<FieldError> errors;
  private final Set<String> known = new HashSet<>();

  public FormReader(ObjectNode form, String path, List<FieldError> errors) {
    this.form = form;
    this.path = path;
    this.errors = errors;
  }

  public void invalid(String name, String message) {
    errors.add(new FieldError(path + name, message));
  }

  public boolean has(String name) {
    known.add(name);
    JsonNode value = form.get(name);
    return value != null && !value.isNull();
  }

  public @Nullable String text(String name) {
    if (!has(name)) {
      return null;
    }
    JsonNode value = form.path(name);
    if (!value.isString()) {
      invalid(name, "must be a string");
      return null;
    }
    return value.stringValue();
  }

  public String text(String name, String otherwise) {
    String value = text(name);
    if (value == null) {
      fill(name, form.stringNode(otherwise));
      return otherwise;
    }
    return value;
  }

  /// Answers the empty string if it is missing or empty, which is an error.
  public String required(String name) {
    String value = text(name);
    if (value == null || value.isBlank()) {
      invalid(name, "is required");
      return "";
    }
    return value;
  }

  public int integer(String name, int min, int max, int otherwise) {
    if (!has(name)) {
      fill(name, form.numberNode(otherwise));
      return otherwise;
    }
    JsonNode value = form.path(name);
    if (!value.isIntegralNumber()
        || !value.canConvertToInt()
        || value.intValue() < min
        || value.intValue() > max) {
      invalid(name, "must be a whole number from " + min + " to " + max);
      return otherwise;
    }
    return value.intValue();
  }

  /// As [#integer], or null if it is missing.
  public @Nullable Integer optionalInteger(String name, int min, int max) {
    return has(name) ? integer(name, min, max, min) : null;
  }

  /// Reads one of some words.
  public String choice(String name, List<String> words, String otherwise) {
    String value = text(name, otherwise);
    if (!words.contains(value)) {
      invalid(name, "must be one of " + String.join(", ", words));
      return otherwise;
    }
    return value;
  }

  /// An address with scheme and host; null if it is missing.
  public @Nullable URI uri(String name, String schemes) {
    String text = text(name);
    if (text == null) {
      return null;
    }
    try {
      var uri = new URI(text);
      if (String.valueOf(uri.getScheme()).matches(schemes)
          && uri.getHost() != null
          && uri.getRawUserInfo() == null) {
        return uri;
      }
    } catch (URISyntaxException _) {
      invalid(name, "is no URI");
      return null;
    }
    invalid(name, "must look like " + schemes.replace("?", "") + "://host:port");
    return null;
  }

  /// Reads seconds, also with a fraction.
  public Duration seconds(String name, double min, double max, double otherwise) {
    double seconds = otherwise;
    if (!has(name)) {
      fill(name, form.numberNode(otherwise));
    } else {
      JsonNode value = form.path(name);
      // As a decimal: an integer of any length has one, and not every one has a double.
      if (!value.isNumber()
          || value.decimalValue().compareTo(BigDecimal.valueOf(min)) < 0
          || value.decimalValue().compareTo(BigDecimal.valueOf(max)) > 0) {
        invalid(name, "must be a number of seconds from " + min + " to " + max);
      } else {
        seconds = value.doubleValue();
      }
    }
    return Duration.ofMillis(Math.round(seconds * 1_000));
  }

  public boolean flag(String name, boolean otherwise) {
    if (!has(name)) {
      fill(name, form.booleanNode(otherwise));
      return otherwise;
    }
    JsonNode value = form.path(name);
    if (!value.isBoolean()) {
      invalid(name, "must be true or false");
      return otherwise;
    }
    return value.booleanValue();
  }

  public List<String> texts(String name, List<String> otherwise) {
    if (!has(name)) {
      var array = form.arrayNode();
      otherwise.forEach(array::add);
      fill(name, array);
      return otherwise;
    }
    List<String> texts = new ArrayList<>();
    JsonNode value = form.path(name);
    for (JsonNode element : value) {
      if (element.isString() && !element.stringValue().isEmpty()) {
        texts.add(element.stringValue());
      }
    }
    if (!value.isArray() || texts.size() != value.size()) {
      invalid(name, "must be a list of strings");
      return otherwise;
    }
    return texts;
  }

  /// The elements of a list, of any type; none if it is missing.
  public List<JsonNode> elements(String name) {
    if (!has(name)) {
      return List.of();
    }
    if (!form.path(name).isArray()) {
      invalid(name, "must be a list");
      return List.of();
    }
    return form.path(name).valueStream().toList();
  }

  /// A member of any type; empty if it is missing.
  public Optional<JsonNode> value(String name) {
    return has(name) ? Optional.of(form.path(name)) : Optional.empty();
  }

  /// Sets a member that was not given.
  public void fillText(String name, String value) {
    known.add(name);
    fill(name, form.stringNode(value));
  }

  /// An object within, or null if it is missing.
  public @Nullable FormReader optionalObject(String name) {
    return has(name) ? object(name) : null;
  }

  /// An object within; an empty one if it is missing.
  public FormReader object(String name) {
    if (has(name) && !form.path(name).isObject()) {
      invalid(name, "must be an object");
    }
    ObjectNode object = form.get(name) instanceof ObjectNode given ? given : form.objectNode();
    fill(name, object);
    return new FormReader(object, path + name + ".", errors);
  }

  /// Reports unknown members. To be called when all known ones were read.
  public void refuseUnknown() {
    for (String name : form.propertyNames()) {
      if (!known.contains(name)) {
        invalid(name, "is not known here");
      }
    }
  }

  private void fill(String name, JsonNode value) {
    form.set(name, value);
  }
}
