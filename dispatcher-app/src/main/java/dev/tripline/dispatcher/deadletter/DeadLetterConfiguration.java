package dev.tripline.dispatcher.deadletter;

import dev.tripline.delivery.Functions;
import dev.tripline.delivery.async.AsynchronousDelivery;
import dev.tripline.dispatcher.trigger.registry.TriggerService;
import dev.tripline.spi.deadletter.DeadLetterQueries;
import dev.tripline.spi.deadletter.DeadLetterStore;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(DeadLetterSettings.class)
class DeadLetterConfiguration {

  @Bean
  DeadLetters deadLetterOperations(
      DeadLetterStore letters,
      DeadLetterQueries queries,
      Functions functions,
      TriggerService triggers,
      AsynchronousDelivery delivery,
      DeadLetterSettings settings) {
    return new DeadLetters(
        letters, queries, new Selection.Names(functions, triggers, queries), delivery, settings);
  }
}
