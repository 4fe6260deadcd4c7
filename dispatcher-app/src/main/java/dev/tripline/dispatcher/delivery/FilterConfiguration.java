package dev.tripline.dispatcher.delivery;

import dev.tripline.delivery.filter.EventFilters;
import dev.tripline.delivery.filter.FilterSettings;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class FilterConfiguration {

  @Bean
  EventFilters eventFilters(FilterSettings settings) {
    return new EventFilters(settings);
  }
}
