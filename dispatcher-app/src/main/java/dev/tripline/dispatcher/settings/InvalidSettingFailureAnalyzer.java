package dev.tripline.dispatcher.settings;

import dev.tripline.delivery.ByteSize;
import dev.tripline.dispatcher.secret.reference.SecretReference;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.context.properties.source.ConfigurationProperty;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.EnumerablePropertySource;
import org.springframework.core.env.Environment;
import org.springframework.core.env.PropertySource;
import org.springframework.util.unit.DataSize;

/// Reports a setting with a value of the wrong type or out of its range, without a stack trace.
@Order(Ordered.HIGHEST_PRECEDENCE)
class InvalidSettingFailureAnalyzer extends AbstractFailureAnalyzer<BindException> {
  private final Environment environment;

  InvalidSettingFailureAnalyzer(Environment environment) {
    this.environment = environment;
  }

  @Override
  protected @Nullable FailureAnalysis analyze(Throwable failure, BindException cause) {
    if (!(cause.getName() + ".").startsWith("tripline.")) {
      return null;
    }
    ConfigurationProperty property = cause.getProperty();
    Class<?> type = cause.getTarget().getType().toClass();
    String description =
        property == null
            ? reason(cause) + configured(cause.getName().toString(), type)
            : "%s is %s (%s).%nIt must be %s."
                .formatted(
                    property.getName(),
                    shown(property.getName().toString(), property.getValue()),
                    SettingPlace.of(property.getOrigin(), "configured"),
                    kind(type));
    return new FailureAnalysis(
        description,
        "Change or remove it; docs/settings.md has the meaning and the default of each.",
        cause);
  }

  /// The record's own words.
  private static String reason(BindException cause) {
    Throwable root = cause;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    return root.getMessage() == null ? root.toString() : root.getMessage();
  }

  /// The values that the record was made of, a line each; the others are defaults.
  private String configured(String prefix, Class<?> type) {
    if (!type.isRecord() || !(environment instanceof ConfigurableEnvironment configurable)) {
      return "";
    }
    List<Setting> settings = SettingsCatalogue.group(prefix, type).settings();
    Map<String, String> lines = new TreeMap<>();
    for (PropertySource<?> source : configurable.getPropertySources()) {
      if (source instanceof EnumerablePropertySource<?> named) {
        for (String name : named.getPropertyNames()) {
          settings.stream()
              .filter(setting -> isFor(setting, name))
              .forEach(setting ->
                  lines.putIfAbsent(
                      setting.name(),
                      "\n%s is %s (%s)"
                          .formatted(
                              name,
                              shown(setting.name(), named.getProperty(name)),
                              SettingPlace.of(source, name))));
        }
      }
    }
    return String.join("", lines.values());
  }

  private static boolean isFor(Setting setting, String name) {
    return setting.isVariable(name) || setting.isNamed(ConfigurationPropertyName.adapt(name, '.'));
  }

  /// Values that may be secrets are not shown.
  private static String shown(String name, @Nullable Object value) {
    return name.matches(".*(password|secret-access-key|access-key-id|url|variables.*)")
        ? "set (its value is not shown)"
        : "'" + value + "'";
  }

  private static String kind(Class<?> type) {
    if (type == int.class || type == long.class) {
      return "a whole number";
    }
    if (type == float.class || type == double.class) {
      return "a number";
    }
    if (type == Duration.class) {
      return "a duration such as 500ms, 30s or 5m";
    }
    if (type == DataSize.class || type == ByteSize.class) {
      return "a size such as 512KB or 64MB";
    }
    if (type == SecretReference.class) {
      return "a reference to a secret: secret:NAME, env:NAME or file:PATH";
    }
    if (type.isEnum()) {
      return Arrays.stream(type.getEnumConstants())
          .map(constant -> constant.toString().toLowerCase(Locale.ROOT))
          .collect(Collectors.joining(", ", "one of ", ""));
    }
    return "a " + type.getSimpleName();
  }
}
