package dev.tripline.dispatcher.settings;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The documentation of a record in its source.
///
/// @param sentence what the record is
/// @param parameters by the component's name
record Documentation(String sentence, Map<String, String> parameters) {

  /// @throws IllegalStateException if the record has none
  static Documentation of(String source, String type) {
    Matcher found =
        Pattern.compile(
                "((?:^ *///[^\\n]*\\n)+)(?: *@[^\\n]*\\n)*(?: *(?:public )?record %s\\()"
                    .formatted(type),
                Pattern.MULTILINE)
            .matcher(source);
    if (!found.find()) {
      throw new IllegalStateException("the record " + type + " is not documented");
    }
    String[] parts =
        found.group(1).replaceAll("(?m)^ *///", "").replaceAll("\\s+", " ").split("@param ", -1);
    Map<String, String> parameters = new LinkedHashMap<>();
    for (int i = 1; i < parts.length; i++) {
      String[] nameAndText = parts[i].split(" ", 2);
      parameters.put(nameAndText[0], nameAndText[1].strip().replace("|", "\\|"));
    }
    return new Documentation(parts[0].strip(), parameters);
  }

  /// @throws IllegalStateException if the component is not documented
  String parameter(String name) {
    String text = parameters.get(name);
    if (text == null) {
      throw new IllegalStateException("the setting " + name + " has no @param");
    }
    return text;
  }
}
