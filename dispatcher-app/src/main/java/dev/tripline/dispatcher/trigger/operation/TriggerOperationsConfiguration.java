package dev.tripline.dispatcher.trigger.operation;

import dev.tripline.dispatcher.audit.Audit;
import dev.tripline.dispatcher.trigger.registry.Triggers;
import dev.tripline.dispatcher.trigger.run.TriggerServices;
import java.time.InstantSource;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class TriggerOperationsConfiguration {

  @Bean
  TriggerOperations triggerOperations(
      Triggers triggers, TriggerServices services, Audit audit, InstantSource clock) {
    return new TriggerOperations(triggers, new TriggerViews(services), audit, clock);
  }

  @Bean
  ParkedKeyOperations parkedKeyOperations(Triggers triggers, TriggerServices services) {
    return new ParkedKeyOperations(triggers, services);
  }
}
