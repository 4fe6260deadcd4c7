package dev.tripline.dispatcher.trigger.format;

import dev.tripline.delivery.filter.EventFilters;
import dev.tripline.dispatcher.trigger.sample.RecordSamples;
import java.util.List;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class FormatConfiguration {

  /// @param forms of the kinds' own configurations
  @Bean
  RecordForms recordForms(EventFilters filters, RecordSamples samples, List<CloudEventForm> forms) {
    return new RecordForms(filters, samples, new Formats(forms));
  }
}
