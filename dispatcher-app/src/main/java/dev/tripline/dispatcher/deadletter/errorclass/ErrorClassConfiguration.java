package dev.tripline.dispatcher.deadletter.errorclass;

import dev.tripline.delivery.Functions;
import dev.tripline.spi.deadletter.DeadLetterClasses;
import java.time.InstantSource;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(ErrorClassSettings.class)
class ErrorClassConfiguration {

  @Bean
  ErrorClasses errorClasses(DeadLetterClasses classes, Functions functions, InstantSource clock) {
    return new ErrorClasses(classes, functions, clock);
  }

  @Bean
  ErrorClassTending errorClassTending(DeadLetterClasses classes, ErrorClassSettings settings) {
    return new ErrorClassTending(classes, settings);
  }
}
