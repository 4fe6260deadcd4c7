package dev.tripline.dispatcher.settings;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.reflect.Method;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;

/// Each setting's default, and one other value that arrives in its record.
class SettingsTest {
  private static final String TABLE = "/settings.csv";
  private static final SettingsCatalogue CATALOGUE = SettingsOfTheDispatcher.catalogue();

  @ParameterizedTest
  @CsvFileSource(resources = TABLE, delimiter = '|')
  void setting_has_its_default_and_takes_another_value(
      String name,
      @Nullable String standard,
      String other,
      String mapped,
      @Nullable String required)
      throws ReflectiveOperationException {
    Map<String, Object> configured = new HashMap<>();
    if (required != null) {
      for (String one : required.split(";", -1)) {
        String[] nameAndValue = one.split("=", 2);
        configured.put(named(nameAndValue[0]), nameAndValue[1]);
      }
    }
    // A map has no entry to look at without what is required in it; elsewhere nothing is
    // configured.
    Map<String, Object> nothing = name.contains(Setting.ANY) ? Map.copyOf(configured) : Map.of();
    assertThat(bound(name, nothing)).isEqualTo(Objects.requireNonNullElse(standard, ""));
    configured.put(named(name), other);
    assertThat(bound(name, configured)).isEqualTo(mapped);
  }

  @Test
  void the_table_has_all_settings() throws IOException {
    try (BufferedReader table =
        new BufferedReader(
            new InputStreamReader(
                Objects.requireNonNull(getClass().getResourceAsStream(TABLE)),
                StandardCharsets.UTF_8))) {
      assertThat(
              table
                  .lines()
                  .filter(line -> !line.startsWith("#"))
                  .map(line -> line.split("\\|", 2)[0].strip()))
          .containsExactlyInAnyOrderElementsOf(
              CATALOGUE.settings().stream().map(Setting::name).toList());
    }
  }

  private static String named(String name) {
    return name.replace(Setting.ANY, "sqs");
  }

  /// The value as it stands in the record.
  private static String bound(String name, Map<String, Object> configured)
      throws ReflectiveOperationException {
    SettingsCatalogue.Group group =
        CATALOGUE.groups().stream()
            .filter(g -> g.settings().stream().anyMatch(setting -> setting.name().equals(name)))
            .findFirst()
            .orElseThrow();
    Object value = group.bind(BoundSettings.environment(configured));
    for (String element : named(name).substring(group.prefix().length() + 1).split("\\.", -1)) {
      if (value == null) {
        break;
      }
      value = value instanceof Map<?, ?> map ? map.get(element) : component(value, element);
    }
    return SettingText.of(value);
  }

  private static @Nullable Object component(Object owner, String dashed)
      throws ReflectiveOperationException {
    for (var component : owner.getClass().getRecordComponents()) {
      if (Setting.dashed(component.getName()).equals(dashed)) {
        Method accessor = component.getAccessor();
        accessor.setAccessible(true);
        return accessor.invoke(owner);
      }
    }
    throw new IllegalStateException(owner + " has no component " + dashed);
  }
}
