package dev.tripline.dispatcher.deadletter;

import dev.tripline.delivery.async.AsynchronousDelivery;
import dev.tripline.spi.store.DeadLetterQueries;
import dev.tripline.spi.store.DeadLetterStore;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(DeadLetterSettings.class)
class DeadLetterConfiguration {

  @Bean
  Redrives redrives(
      DeadLetterStore letters,
      DeadLetterQueries queries,
      AsynchronousDelivery delivery,
      DeadLetterSettings settings) {
    return new Redrives(letters, queries, delivery, settings);
  }
}
