package dev.tripline.dispatcher.delivery.breaker;

import dev.tripline.dispatcher.delivery.SynchronousDelivery;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.InstantSource;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(BreakerSettings.class)
class BreakerConfiguration {

  @Bean
  FunctionBreakers functionBreakers(
      SynchronousDelivery functions,
      BreakerSettings settings,
      InstantSource clock,
      MeterRegistry meters) {
    return new FunctionBreakers(functions, settings, clock, meters);
  }
}
