package dev.tripline.dispatcher.store;

import dev.tripline.spi.invocation.Milestone;
import java.time.InstantSource;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/// The clock and the listener for milestones, which all other configurations take from here.
@Configuration(proxyBeanMethods = false)
class ClockConfiguration {

  /// The wall clock.
  @Bean
  @ConditionalOnMissingBean
  InstantSource clock() {
    return InstantSource.system();
  }

  @Bean
  @ConditionalOnMissingBean
  Milestone.Listener milestones() {
    return Milestone.Listener.NONE;
  }
}
