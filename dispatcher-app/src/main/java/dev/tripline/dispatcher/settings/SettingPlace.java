package dev.tripline.dispatcher.settings;

import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.origin.Origin;
import org.springframework.boot.origin.OriginLookup;
import org.springframework.boot.origin.SystemEnvironmentOrigin;
import org.springframework.core.env.CommandLinePropertySource;
import org.springframework.core.env.PropertySource;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;

/// The place where a setting was written, in an operator's words.
final class SettingPlace {
  private SettingPlace() {}

  /// `command line`, `environment`, or a file with line and column.
  static String of(PropertySource<?> source, String name) {
    Origin origin = OriginLookup.getOrigin(source, name);
    if (source instanceof CommandLinePropertySource<?>) {
      return "command line";
    }
    if (source instanceof SystemEnvironmentPropertySource) {
      return "environment";
    }
    if (source.getName().equals(StandardEnvironment.SYSTEM_PROPERTIES_PROPERTY_SOURCE_NAME)) {
      return "system property";
    }
    return of(origin == null ? null : origin, source.getName());
  }

  /// @param otherwise the place without an origin
  static String of(@Nullable Origin origin, String otherwise) {
    if (origin instanceof SystemEnvironmentOrigin) {
      return "environment";
    }
    String text = Objects.requireNonNullElse(origin, otherwise).toString();
    if (text.contains("\"commandLineArgs\"")) {
      return "command line";
    }
    return text;
  }
}
