package dev.tripline.dispatcher.start;

import java.util.List;
import java.util.TreeSet;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.beans.factory.config.BeanFactoryPostProcessor;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.beans.factory.support.BeanDefinitionRegistryPostProcessor;
import org.springframework.boot.autoconfigure.AutoConfigurationPackages;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.aot.AbstractAotProcessor;

/// What Spring need not do when the dispatcher starts.
@Configuration(proxyBeanMethods = false)
class StartConfiguration {
  private static final String PACKAGES = AutoConfigurationPackages.class.getName();

  /// Between the prefix and the class, in the names that Spring Boot gives to settings.
  private static final String SETTINGS = "-dev.tripline.";

  /// The packages would be searched for Jackson's mix-ins, of which there are none: every class would be read.
  @Bean
  static BeanDefinitionRegistryPostProcessor unsearchedPackages() {
    return registry -> {
      if (registry.containsBeanDefinition(PACKAGES)) {
        registry.removeBeanDefinition(PACKAGES);
      }
    };
  }

  /// Puts the definitions of settings in the order of their names: Spring Boot goes through those of one
  /// annotation in no order, and what the build generates of them would be other bytes each time.
  @Bean
  static BeanDefinitionRegistryPostProcessor orderedSettings() {
    return registry -> {
      if (Boolean.getBoolean(AbstractAotProcessor.AOT_PROCESSING)) {
        for (String name : new TreeSet<>(List.of(registry.getBeanDefinitionNames()))) {
          if (name.contains(SETTINGS)) {
            BeanDefinition definition = registry.getBeanDefinition(name);
            registry.removeBeanDefinition(name);
            registry.registerBeanDefinition(name, definition);
          }
        }
      }
    };
  }

  /// Lets the factory remember which beans a type has while the server is made, for which most beans are: it
  /// does so by itself only behind that.
  @Bean
  static BeanFactoryPostProcessor knownTypes() {
    return ConfigurableListableBeanFactory::freezeConfiguration;
  }
}
