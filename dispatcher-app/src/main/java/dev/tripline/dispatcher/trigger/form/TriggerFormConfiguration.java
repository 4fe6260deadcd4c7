package dev.tripline.dispatcher.trigger.form;

import dev.tripline.delivery.filter.EventFilters;
import dev.tripline.dispatcher.connection.AwsTrust;
import dev.tripline.dispatcher.network.AddressGuard;
import dev.tripline.dispatcher.resource.ResourceRules;
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
  SharingForm sharingForm(ResourceRules resources) {
    return new SharingForm(resources);
  }

  @Bean
  FilterForm filterForm(EventFilters filters) {
    return new FilterForm(filters);
  }

  @Bean
  PolicyForm policyForm() {
    return new PolicyForm();
  }

  @Bean
  AwsResourceForm awsResourceForm(SecretForm secrets, AwsTrust trust, AddressGuard sourceGuard) {
    return new AwsResourceForm(secrets, trust, sourceGuard);
  }

  @Bean
  StreamReadingForm streamReadingForm(FilterForm filters) {
    return new StreamReadingForm(filters);
  }
}
