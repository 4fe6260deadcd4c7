package dev.tripline.cli.output;

import java.util.ArrayList;
import java.util.List;

/// Names and values, one a line; values that are missing are left out.
public final class Fields {
  private final List<String[]> fields = new ArrayList<>();

  public Fields with(String name, Object value) {
    String text = value instanceof Json json ? json.text() : value.toString();
    if (!text.isEmpty()) {
      fields.add(new String[] {name, Plain.line(text)});
    }
    return this;
  }

  /// The members of an object that are no objects or arrays themselves, then those of objects with their
  /// path; arrays as JSON.
  public Fields all(String prefix, Json object) {
    for (String name : object.names()) {
      Json member = object.get(name);
      if (!member.names().isEmpty()) {
        all(prefix + name + ".", member);
      } else {
        with(prefix + name, member);
      }
    }
    return this;
  }

  public List<String> lines() {
    int width = fields.stream().mapToInt(field -> field[0].length()).max().orElse(0);
    return fields.stream()
        .map(field -> field[0] + " ".repeat(width - field[0].length() + 2) + field[1])
        .toList();
  }
}
