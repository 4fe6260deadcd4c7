package dev.tripline.dispatcher.settings;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertySource;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.context.properties.source.ConfigurationPropertyState;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.core.env.Environment;

/// All settings of the dispatcher: the components of the records that are bound below `tripline`.
///
/// A record that is nested in a record of settings groups some of them under its component's name; a
/// map has such a group, or one value, for each name of the operator's choosing.
///
/// @param groups ordered by prefix
record SettingsCatalogue(List<Group> groups) {

  /// The settings of one record.
  ///
  /// @param prefix of their names
  record Group(String prefix, Class<?> type, List<Setting> settings) {

    /// Whether anything but defaults may be there to bind.
    boolean isConfigured(Environment environment) {
      ConfigurationPropertyName name = ConfigurationPropertyName.of(prefix);
      for (ConfigurationPropertySource source : ConfigurationPropertySources.get(environment)) {
        if (source.containsDescendantOf(name) != ConfigurationPropertyState.ABSENT) {
          return true;
        }
      }
      return false;
    }

    /// The configured values.
    ///
    /// @throws org.springframework.boot.context.properties.bind.BindException if a value has the
    ///     wrong type, or the record refuses it
    Object bind(Environment environment) {
      for (StandardSettings<?> plain : DeliverySettingsConfiguration.ALL) {
        if (plain.type() == type) {
          return plain.bind(environment);
        }
      }
      return Binder.get(environment).bindOrCreate(prefix, type);
    }
  }

  /// The settings that a context binds: annotated records, and the plain ones of modules without
  /// Spring. No bean is made for it.
  static SettingsCatalogue of(ListableBeanFactory beans) {
    List<Group> groups = new ArrayList<>();
    for (String bean : beans.getBeanDefinitionNames()) {
      Class<?> type = beans.getType(bean, false);
      if (type != null && type.isRecord()) {
        // Merged, so that `prefix` and `value` are the same.
        ConfigurationProperties annotation =
            AnnotatedElementUtils.findMergedAnnotation(type, ConfigurationProperties.class);
        if (annotation != null && ours(annotation.value())) {
          groups.add(group(annotation.value(), type));
        }
      }
    }
    for (StandardSettings<?> plain : DeliverySettingsConfiguration.ALL) {
      groups.add(group(plain.prefix(), plain.type()));
    }
    groups.sort(Comparator.comparing(Group::prefix).thenComparing(group -> group.type().getName()));
    return new SettingsCatalogue(List.copyOf(groups));
  }

  static Group group(String prefix, Class<?> type) {
    List<Setting> settings = new ArrayList<>();
    collect(prefix, type, settings);
    return new Group(prefix, type, List.copyOf(settings));
  }

  List<Setting> settings() {
    return groups.stream().flatMap(group -> group.settings().stream()).toList();
  }

  private static boolean ours(String prefix) {
    return prefix.equals("tripline") || prefix.startsWith("tripline.");
  }

  private static void collect(String prefix, Class<?> type, List<Setting> into) {
    for (RecordComponent component : type.getRecordComponents()) {
      String name = prefix + "." + Setting.dashed(component.getName());
      Class<?> value = component.getType();
      if (Map.class.isAssignableFrom(value)) {
        name += "." + Setting.ANY;
        value = valueOfMap(component);
      }
      if (value.isRecord() && isNested(value, type)) {
        collect(name, value, into);
      } else {
        into.add(new Setting(name, component));
      }
    }
  }

  private static boolean isNested(Class<?> value, Class<?> type) {
    return value.getNestHost() == type.getNestHost();
  }

  private static Class<?> valueOfMap(RecordComponent component) {
    Type[] arguments = ((ParameterizedType) component.getGenericType()).getActualTypeArguments();
    return (Class<?>) arguments[1];
  }
}
