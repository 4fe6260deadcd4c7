package dev.tripline.dispatcher.dashboard.classes;

import dev.tripline.dispatcher.deadletter.DeadLetters;
import dev.tripline.dispatcher.deadletter.errorclass.ErrorClasses;
import dev.tripline.dispatcher.trigger.registry.TriggerService;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class ClassPagesConfiguration {

  @Bean
  DeadLetterTiles deadLetterTiles(
      DeadLetters letters, ErrorClasses classes, TriggerService triggers) {
    return new DeadLetterTiles(letters, classes, triggers);
  }
}
