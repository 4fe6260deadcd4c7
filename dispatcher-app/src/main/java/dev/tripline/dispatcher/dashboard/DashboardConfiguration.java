package dev.tripline.dispatcher.dashboard;

import dev.tripline.dispatcher.deadletter.DeadLetters;
import dev.tripline.dispatcher.delivery.activity.RecentActivity;
import dev.tripline.dispatcher.trigger.operation.TriggerOperations;
import java.time.InstantSource;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class DashboardConfiguration {

  @Bean
  Overviews overviews(
      TriggerOperations triggers,
      DeadLetters letters,
      RecentActivity activity,
      InstantSource clock) {
    return new Overviews(triggers, letters, activity, clock);
  }
}
