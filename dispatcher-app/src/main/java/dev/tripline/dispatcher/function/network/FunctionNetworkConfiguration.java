package dev.tripline.dispatcher.function.network;

import dev.tripline.dispatcher.audit.Audit;
import dev.tripline.dispatcher.function.registry.Registry;
import java.time.InstantSource;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class FunctionNetworkConfiguration {

  @Bean
  Networks networks(Registry registry, Audit audit, InstantSource clock) {
    return new Networks(registry, audit, clock);
  }
}
