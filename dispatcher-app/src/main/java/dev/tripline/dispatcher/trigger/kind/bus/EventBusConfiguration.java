package dev.tripline.dispatcher.trigger.kind.bus;

import dev.tripline.dispatcher.trigger.SourceType;
import dev.tripline.dispatcher.trigger.bus.BusDirectory;
import dev.tripline.retry.destination.Destinations;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class EventBusConfiguration {

  /// @param buses asked when triggers are made only
  @Bean
  SourceType eventBusSourceType(Destinations destinations, ObjectProvider<BusDirectory> buses) {
    return new EventBusSourceType(new EventBusForm(destinations), buses::getObject);
  }
}
