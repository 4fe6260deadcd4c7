package dev.tripline.dispatcher.explain.filter;

import dev.tripline.delivery.filter.EventFilters;
import dev.tripline.dispatcher.masking.rule.MaskingRules;
import dev.tripline.dispatcher.trigger.form.SourceForm;
import dev.tripline.dispatcher.trigger.registry.TriggerService;
import dev.tripline.dispatcher.trigger.sample.RecordSamples;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class FilterTrialConfiguration {

  @Bean
  FilterTrials filterTrials(
      TriggerService triggers,
      RecordSamples samples,
      SourceForm forms,
      EventFilters filters,
      MaskingRules rules) {
    return new FilterTrials(triggers, samples, forms, filters, rules);
  }
}
