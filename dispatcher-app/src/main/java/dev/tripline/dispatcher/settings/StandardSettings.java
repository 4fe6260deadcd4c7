package dev.tripline.dispatcher.settings;

import dev.tripline.delivery.ByteSize;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.bind.PropertySourcesPlaceholdersResolver;
import org.springframework.boot.context.properties.source.ConfigurationPropertySource;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;
import org.springframework.boot.convert.ApplicationConversionService;
import org.springframework.core.env.Environment;
import org.springframework.util.unit.DataSize;

/// Settings of a module that knows nothing of Spring: a plain record, and one instance of it that
/// says the defaults. The defaults lie under everything that is configured, name by name, so that
/// the record needs no annotations and is not repeated.
///
/// @param prefix of the names, for instance `tripline.delivery`
/// @param defaults the values where nothing is configured; has no null and no record in it
record StandardSettings<T extends Record>(String prefix, T defaults) {

  /// The configured values.
  ///
  /// @throws org.springframework.boot.context.properties.bind.BindException if a value has the wrong
  ///     type, or the record refuses it
  T bind(Environment environment) {
    List<ConfigurationPropertySource> sources = new ArrayList<>();
    ConfigurationPropertySources.get(environment).forEach(sources::add);
    sources.add(new MapConfigurationPropertySource(values()));
    return new Binder(sources, new PropertySourcesPlaceholdersResolver(environment), conversions())
        .bind(prefix, Bindable.of(type()))
        .get();
  }

  @SuppressWarnings("unchecked")
  Class<T> type() {
    return (Class<T>) defaults.getClass();
  }

  /// The defaults by their full names.
  Map<String, Object> values() {
    Map<String, Object> values = new LinkedHashMap<>();
    for (RecordComponent component : defaults.getClass().getRecordComponents()) {
      try {
        values.put(
            prefix + "." + Setting.dashed(component.getName()),
            component.getAccessor().invoke(defaults));
      } catch (ReflectiveOperationException e) {
        throw new IllegalStateException("cannot read the default of " + component, e);
      }
    }
    return values;
  }

  private static ApplicationConversionService conversions() {
    var service = new ApplicationConversionService();
    service.addConverter(
        String.class, ByteSize.class, text -> new ByteSize(DataSize.parse(text).toBytes()));
    return service;
  }
}
