package dev.tripline.dispatcher.network;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class NetworkConfiguration {

  /// For addresses that come with triggers.
  @Bean
  AddressGuard sourceGuard(SourceNetworkSettings settings) {
    return settings.guard();
  }
}
