package dev.tripline.dispatcher.explain.filter;

import dev.tripline.delivery.filter.EventFilters;
import dev.tripline.dispatcher.trigger.operation.TriggerOperations;
import dev.tripline.dispatcher.trigger.sample.RecordSamples;
import dev.tripline.dispatcher.trigger.sample.SampleStore;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class FilterTrialConfiguration {

  @Bean
  FilterTrials filterTrials(
      TriggerOperations triggers, RecordSamples samples, SampleStore store, EventFilters filters) {
    return new FilterTrials(triggers, samples, store, filters);
  }
}
