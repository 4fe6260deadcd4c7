package dev.tripline.dispatcher.start;

import org.springframework.beans.factory.config.BeanFactoryPostProcessor;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.beans.factory.support.BeanDefinitionRegistryPostProcessor;
import org.springframework.boot.autoconfigure.AutoConfigurationPackages;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/// What Spring need not do when the dispatcher starts.
@Configuration(proxyBeanMethods = false)
class StartConfiguration {
  private static final String PACKAGES = AutoConfigurationPackages.class.getName();

  /// The packages would be searched for Jackson's mix-ins, of which there are none: every class would be read.
  @Bean
  static BeanDefinitionRegistryPostProcessor unsearchedPackages() {
    return registry -> {
      if (registry.containsBeanDefinition(PACKAGES)) {
        registry.removeBeanDefinition(PACKAGES);
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
