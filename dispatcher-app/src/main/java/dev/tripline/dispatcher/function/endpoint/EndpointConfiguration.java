package dev.tripline.dispatcher.function.endpoint;

import dev.tripline.dispatcher.function.http.GuardedHttp;
import java.time.InstantSource;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(EndpointSettings.class)
class EndpointConfiguration {

  @Bean(destroyMethod = "close")
  GuardedHttp guardedHttp(EndpointSettings settings) {
    return new GuardedHttp(settings.allow(), settings.connectTimeout());
  }

  @Bean
  EndpointHeaders endpointHeaders(EndpointSettings settings) {
    return new EndpointHeaders(settings);
  }

  @Bean
  EndpointGates endpointGates(EndpointSettings settings) {
    return new EndpointGates(settings.circuit());
  }

  @Bean
  EndpointInvoker endpointInvoker(
      GuardedHttp http, EndpointHeaders headers, EndpointGates gates, InstantSource clock) {
    return new EndpointInvoker(http, headers, gates, clock);
  }
}
