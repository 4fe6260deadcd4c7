package dev.tripline.dispatcher.settings;

import java.lang.reflect.RecordComponent;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName.Form;

/// One setting, as a component of a record says it.
///
/// @param name in full, for instance `tripline.delivery.grow-after`; the element `NAME` stands for any
///     name of the operator's choosing
/// @param component of the record; its documentation is the setting's
record Setting(String name, RecordComponent component) {
  static final String ANY = "NAME";

  /// `concurrencyPerFunction` as `concurrency-per-function`.
  static String dashed(String component) {
    return component.replaceAll("(?<=[a-z0-9])(?=[A-Z])", "-").toLowerCase(Locale.ROOT);
  }

  /// `true` if a name in a file or on the command line is this setting's, in any of the spellings
  /// that Spring takes for the same.
  boolean isNamed(ConfigurationPropertyName asked) {
    String[] elements = name.split("\\.", -1);
    int size = asked.getNumberOfElements();
    boolean item = isList() && size == elements.length + 1 && asked.isLastElementIndexed();
    if (size != elements.length && !item) {
      return false;
    }
    for (int i = 0; i < elements.length; i++) {
      if (!elements[i].equals(ANY)
          && !elements[i].replace("-", "").equals(asked.getElement(i, Form.UNIFORM))) {
        return false;
      }
    }
    return true;
  }

  /// `true` if a variable of the environment is this setting.
  boolean isVariable(String variable) {
    String item = isList() ? "(_\\d+)?" : "";
    return Pattern.compile(
            "(?:%s|%s)%s".formatted(pattern(variableName()), pattern(shortVariableName()), item))
        .matcher(variable)
        .matches();
  }

  /// `TRIPLINE_DELIVERY_GROW_AFTER`.
  String variableName() {
    return upper(name.replace('-', '_'));
  }

  /// `TRIPLINE_DELIVERY_GROWAFTER`, which Spring takes as well.
  private String shortVariableName() {
    return upper(name.replace("-", ""));
  }

  /// The name with the operator's own names taken over from a name that was meant to be this one.
  String nameLike(String asked) {
    String[] elements = name.split("\\.", -1);
    String[] given = asked.split("\\.", -1);
    for (int i = 0; i < elements.length && given.length == elements.length; i++) {
      if (elements[i].equals(ANY)) {
        elements[i] = given[i];
      }
    }
    return String.join(".", elements);
  }

  private boolean isList() {
    return List.class.isAssignableFrom(component.getType());
  }

  private static String upper(String dotted) {
    return dotted.replace('.', '_').toUpperCase(Locale.ROOT);
  }

  private static String pattern(String variable) {
    return variable.replaceAll("(?<=_)NAME(?=_|$)", ".+");
  }
}
