package dev.tripline.dispatcher.settings;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.EnumerablePropertySource;
import org.springframework.core.env.PropertySource;
import org.springframework.core.env.SystemEnvironmentPropertySource;

/// Finds what is configured below `tripline` and is no setting: most often a mistyped name, which
/// would otherwise leave the default in force without a word.
///
/// @param known all settings there are
/// @param secrets the prefixes of variables of the environment that are secrets and not settings
record UnknownSettings(List<Setting> known, List<String> secrets) {
  private static final String VARIABLE = "TRIPLINE_";

  /// Kubernetes and Docker tell each container of its neighbours in such variables; a service of the
  /// name `tripline` would be one.
  private static final Pattern SERVICE_LINK =
      Pattern.compile(
          "TRIPLINE_(.+_)?(SERVICE_HOST|SERVICE_PORT(_.+)?|PORT|PORT_\\d+_(TCP|UDP|SCTP)(_.+)?)");

  /// Names of earlier versions.
  private static final Map<String, String> RENAMED =
      Map.of(
          "tripline.s3.endpoint", "tripline.aws.endpoints.s3",
          "tripline.s3.region", "tripline.region",
          "tripline.s3.access-key", "tripline.aws.access-key-id",
          "tripline.s3.secret-key", "tripline.aws.secret-access-key");

  /// One that is configured and unknown.
  ///
  /// @param name as it was written
  /// @param place of the setting, in words
  /// @param meant the known name that is nearest to it, or that it has now
  /// @param renamed `true` if it was known by this name once
  record Unknown(String name, String place, String meant, boolean renamed) {}

  /// In the order of the sources, the strongest first.
  List<Unknown> in(ConfigurableEnvironment environment) {
    List<Unknown> unknown = new ArrayList<>();
    for (PropertySource<?> source : environment.getPropertySources()) {
      if (source instanceof EnumerablePropertySource<?> named) {
        for (String name : named.getPropertyNames()) {
          boolean variable =
              source instanceof SystemEnvironmentPropertySource && name.startsWith(VARIABLE);
          if (variable ? !isVariable(name) : !isName(name, named.getProperty(name))) {
            unknown.add(unknown(name, variable, SettingPlace.of(source, name)));
          }
        }
      }
    }
    return unknown;
  }

  private boolean isVariable(String name) {
    return secrets.stream().anyMatch(name::startsWith)
        || SERVICE_LINK.matcher(name).matches()
        || known.stream().anyMatch(setting -> setting.isVariable(name));
  }

  private boolean isName(String name, @Nullable Object value) {
    if (!name.toLowerCase(Locale.ROOT).startsWith("tripline.")) {
      return true;
    }
    ConfigurationPropertyName asked = ConfigurationPropertyName.adapt(name, '.');
    return known.stream().anyMatch(setting -> setting.isNamed(asked))
        || (isEmpty(value) && isAboveNames(asked));
  }

  /// An empty map in a file: `connections: {}`.
  private boolean isAboveNames(ConfigurationPropertyName asked) {
    return known.stream()
        .map(setting -> setting.name().split("\\." + Setting.ANY, 2))
        .anyMatch(
            parts -> parts.length == 2 && ConfigurationPropertyName.of(parts[0]).equals(asked));
  }

  private static boolean isEmpty(@Nullable Object value) {
    return value == null || value.toString().isEmpty();
  }

  private Unknown unknown(String name, boolean variable, String place) {
    String dotted = variable ? name.toLowerCase(Locale.ROOT).replace('_', '.') : name;
    String renamed = renamed(dotted);
    if (renamed != null) {
      return new Unknown(name, place, variable ? variable(renamed) : renamed, true);
    }
    String meant =
        known.stream()
            .map(setting -> variable ? setting.variableName() : setting.nameLike(name))
            .min(Comparator.comparingInt(candidate -> distance(candidate, name)))
            .orElseThrow();
    return new Unknown(name, place, meant, false);
  }

  private static @Nullable String renamed(String dotted) {
    return RENAMED.entrySet().stream()
        .filter(entry -> uniform(entry.getKey()).equals(uniform(dotted)))
        .map(Map.Entry::getValue)
        .findFirst()
        .orElse(null);
  }

  private static String uniform(String name) {
    return name.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]", "");
  }

  private static String variable(String name) {
    return name.toUpperCase(Locale.ROOT).replace('.', '_').replace('-', '_');
  }

  /// The number of letters that must be added or removed to make one of the other. To replace one
  /// is both, so that an abbreviation is nearer to its word than to a short one with other letters.
  static int distance(String one, String other) {
    int[] row = new int[other.length() + 1];
    for (int j = 0; j < row.length; j++) {
      row[j] = j;
    }
    for (int i = 1; i <= one.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= other.length(); j++) {
        int replaced = diagonal + (one.charAt(i - 1) == other.charAt(j - 1) ? 0 : 2);
        diagonal = row[j];
        row[j] = Math.min(replaced, 1 + Math.min(row[j], row[j - 1]));
      }
    }
    return row[other.length()];
  }
}
