package dev.tripline.dispatcher.trigger.kind.cloudevents;

import dev.tripline.dispatcher.trigger.SourceType;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class CloudEventsConfiguration {

  @Bean
  SourceType cloudEventsSourceType() {
    return new CloudEventsSourceType();
  }
}
