package dev.tripline.dispatcher.dashboard.text;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class VisibleTextConfiguration {

  @Bean
  VisibleTextDialect visibleTextDialect() {
    return new VisibleTextDialect();
  }
}
