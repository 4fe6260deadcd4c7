package dev.tripline.dispatcher.dashboard.api;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Lazy;

@Configuration(proxyBeanMethods = false)
class ApiPagesConfiguration {

  /// Reads two files, and only once somebody looks at the pages.
  @Bean
  @Lazy
  ApiPages apiPages() {
    return new ApiPages();
  }
}
