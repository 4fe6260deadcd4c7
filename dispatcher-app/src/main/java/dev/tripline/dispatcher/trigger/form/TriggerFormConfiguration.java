package dev.tripline.dispatcher.trigger.form;

import dev.tripline.delivery.filter.EventFilters;
import dev.tripline.dispatcher.secret.SecretRules;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/// The parts of forms that several kinds of sources have.
@Configuration(proxyBeanMethods = false)
class TriggerFormConfiguration {

  @Bean
  SecretForm secretForm(SecretRules rules) {
    return new SecretForm(rules);
  }

  @Bean
  FilterForm filterForm(EventFilters filters) {
    return new FilterForm(filters);
  }

  @Bean
  AwsResourceForm awsResourceForm(SecretForm secrets) {
    return new AwsResourceForm(secrets);
  }

  @Bean
  StreamReadingForm streamReadingForm(FilterForm filters) {
    return new StreamReadingForm(filters);
  }
}
