package dev.tripline.dispatcher.settings;

import dev.tripline.dispatcher.TriplineApplication;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

/// The catalogue of what the dispatcher binds, without the dispatcher.
final class SettingsOfTheDispatcher {
  private SettingsOfTheDispatcher() {}

  static SettingsCatalogue catalogue() {
    try (var context = new AnnotationConfigApplicationContext(Records.class)) {
      return SettingsCatalogue.of(context.getBeanFactory());
    }
  }

  @Configuration(proxyBeanMethods = false)
  @ConfigurationPropertiesScan(basePackageClasses = TriplineApplication.class)
  @Import(DeliverySettingsConfiguration.class)
  static class Records {}
}
