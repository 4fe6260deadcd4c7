package dev.tripline.dispatcher.trigger.form;

import java.util.ArrayList;
import java.util.List;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Reads `filters`: event patterns, each a JSON object or its text.
record FilterForm() {
  /// AWS's quota, raised.
  private static final int MAX_FILTERS = 10;

  private static final int MAX_LENGTH = 4_096;
  private static final JsonMapper JSON = JsonMapper.builder().build();

  List<String> read(FormReader form) {
    List<String> patterns = new ArrayList<>();
    for (JsonNode pattern : form.elements("filters")) {
      String text = pattern.isString() ? pattern.stringValue() : pattern.toString();
      if (text.length() > MAX_LENGTH) {
        form.invalid("filters", "must have at most " + MAX_LENGTH + " characters each");
      } else if (!isObject(text)) {
        form.invalid("filters", "Invalid filter pattern definition.");
      } else {
        patterns.add(text);
      }
    }
    if (patterns.size() > MAX_FILTERS) {
      form.invalid("filters", "must not be more than " + MAX_FILTERS);
    }
    return List.copyOf(patterns);
  }

  private static boolean isObject(String text) {
    try {
      return JSON.readTree(text).isObject();
    } catch (JacksonException _) {
      return false;
    }
  }
}
