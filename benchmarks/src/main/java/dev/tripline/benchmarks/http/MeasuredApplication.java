package dev.tripline.benchmarks.http;

import dev.tripline.dispatcher.TriplineApplication;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.context.annotation.Primary;

/// The dispatcher with a few resources that drive and count deliveries. With `bench.invoker=gated`
/// an invoker that does nothing stands in place of functions, so that the queue alone is measured.
@Configuration(proxyBeanMethods = false)
@Import(MeasuredController.class)
public class MeasuredApplication {
  public static void main(String[] args) {
    SpringApplication.run(
        new Class<?>[] {TriplineApplication.class, MeasuredApplication.class}, args);
  }

  @Bean
  @Primary
  @ConditionalOnProperty(name = "bench.invoker", havingValue = "gated")
  GatedInvoker gatedInvoker() {
    return new GatedInvoker();
  }
}
