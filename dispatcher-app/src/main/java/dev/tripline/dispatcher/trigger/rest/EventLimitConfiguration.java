package dev.tripline.dispatcher.trigger.rest;

import dev.tripline.dispatcher.rest.BodyLimit;
import dev.tripline.dispatcher.trigger.TriggerSettings;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class EventLimitConfiguration {

  @Bean
  BodyLimit eventBodyLimit(TriggerSettings settings) {
    return new BodyLimit("/v1/events/", settings.maxRequest().toBytes());
  }
}
