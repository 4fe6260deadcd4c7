package dev.tripline.dispatcher.settings;

import java.util.List;
import java.util.stream.Stream;
import org.springframework.beans.factory.config.BeanFactoryPostProcessor;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.ConfigurableEnvironment;

/// Ends a start with unknown or wrong settings before any bean is made, so that nothing was touched
/// by then.
@Configuration(proxyBeanMethods = false)
class SettingsCheckConfiguration {

  @Bean
  static BeanFactoryPostProcessor settingsCheck(ConfigurableEnvironment environment) {
    return beans -> {
      SettingsCatalogue catalogue = SettingsCatalogue.of(beans);
      List<UnknownSettings.Unknown> unknown =
          new UnknownSettings(catalogue.settings(), secrets(environment)).in(environment);
      if (!unknown.isEmpty()) {
        throw new UnknownSettingException(unknown);
      }
      catalogue.groups().stream()
          .filter(group -> group.isConfigured(environment))
          .forEach(group -> group.bind(environment));
      UnprotectedAddressException.of(environment)
          .ifPresent(open -> {
            throw open;
          });
    };
  }

  /// Variables that functions' headers and triggers may refer to are no settings.
  private static List<String> secrets(ConfigurableEnvironment environment) {
    return Stream.of(
            "TRIPLINE_SECRET_",
            environment.getProperty("tripline.secrets.allowed-environment", "TRIPLINE_SECRET_"),
            environment.getProperty("tripline.endpoints.secret-prefix", "TRIPLINE_SECRET_"))
        .distinct()
        .toList();
  }
}
