package dev.tripline.dispatcher.network;

import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(SourceNetworkSettings.class)
class NetworkConfiguration {

  /// For addresses that come with triggers.
  @Bean
  AddressGuard sourceGuard(SourceNetworkSettings settings) {
    return settings.guard();
  }
}
