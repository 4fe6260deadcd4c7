package dev.tripline.dispatcher.settings;

import java.lang.reflect.Constructor;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.boot.convert.ApplicationConversionService;
import org.springframework.util.unit.DataSize;

/// What holds where a setting is not configured, as it is said in the source.
final class SettingDefault {
  private SettingDefault() {}

  /// Empty if there is none.
  static String of(Setting setting) {
    for (StandardSettings<?> plain : DeliverySettingsConfiguration.ALL) {
      if (plain.type() == setting.component().getDeclaringRecord()) {
        return SettingText.of(plain.values().get(setting.name()));
      }
    }
    String[] said = annotated(setting.component());
    Class<?> type = setting.component().getType();
    return type == DataSize.class && said.length == 1
        ? SettingText.of(
            ApplicationConversionService.getSharedInstance().convert(said[0], DataSize.class))
        : String.join(",", said);
  }

  private static String[] annotated(RecordComponent component) {
    Class<?> declaring = component.getDeclaringRecord();
    RecordComponent[] components = declaring.getRecordComponents();
    Constructor<?> canonical =
        Arrays.stream(declaring.getDeclaredConstructors())
            .filter(constructor -> constructor.getParameterCount() == components.length)
            .findFirst()
            .orElseThrow();
    int index =
        Arrays.stream(components)
            .map(RecordComponent::getName)
            .toList()
            .indexOf(component.getName());
    DefaultValue annotation = canonical.getParameters()[index].getAnnotation(DefaultValue.class);
    return annotation == null ? new String[0] : annotation.value();
  }
}
