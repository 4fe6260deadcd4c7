package dev.tripline.dispatcher.delivery.invocation;

import dev.tripline.delivery.DeliveryEvents;
import dev.tripline.spi.deadletter.DeadLetterQueries;
import dev.tripline.store.Stores;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.binder.MeterBinder;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(InvocationSettings.class)
class InvocationConfiguration {

  @Bean
  StepStore stepStore(Stores stores) {
    stores.resealing().include(StepStore.SEALED);
    return new StepStore(stores.writer(), stores.reader(), stores.cipher());
  }

  @Bean(initMethod = "start", destroyMethod = "close")
  StepRecorder stepRecorder(
      StepStore store, InvocationSettings settings, Stores stores, DeliveryEvents events) {
    return new StepRecorder(store, settings, stores.clock(), events);
  }

  @Bean
  Invocations invocations(StepRecorder recorder, StepStore traces, DeadLetterQueries letters) {
    return new Invocations(recorder, traces, letters);
  }

  @Bean
  MeterBinder stepMeters(StepRecorder recorder) {
    return registry ->
        FunctionCounter.builder("tripline.invocations.dropped", recorder, StepRecorder::dropped)
            .description("steps of deliveries that were not written")
            .register(registry);
  }
}
