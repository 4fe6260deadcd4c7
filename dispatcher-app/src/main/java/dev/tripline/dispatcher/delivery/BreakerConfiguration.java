package dev.tripline.dispatcher.delivery;

import dev.tripline.delivery.SynchronousDelivery;
import dev.tripline.delivery.breaker.BreakerSettings;
import dev.tripline.delivery.breaker.FunctionBreakers;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.InstantSource;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
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
