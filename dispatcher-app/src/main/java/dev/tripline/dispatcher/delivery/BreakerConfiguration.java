package dev.tripline.dispatcher.delivery;

import dev.tripline.delivery.breaker.BreakerSettings;
import dev.tripline.delivery.breaker.FunctionBreakers;
import dev.tripline.spi.invocation.Invoker;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.InstantSource;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class BreakerConfiguration {

  @Bean
  FunctionBreakers functionBreakers(
      Invoker functions, BreakerSettings settings, InstantSource clock, MeterRegistry meters) {
    return new FunctionBreakers(functions, settings, clock, meters);
  }
}
