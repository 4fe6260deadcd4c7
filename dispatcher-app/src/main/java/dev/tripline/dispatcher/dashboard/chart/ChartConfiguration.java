package dev.tripline.dispatcher.dashboard.chart;

import dev.tripline.dispatcher.deadletter.DeadLetters;
import dev.tripline.dispatcher.function.InvocationMeters;
import dev.tripline.dispatcher.health.StoreHealth;
import java.time.InstantSource;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class ChartConfiguration {

  @Bean(initMethod = "start", destroyMethod = "close")
  History history(
      InvocationMeters meters, DeadLetters letters, StoreHealth health, InstantSource clock) {
    return new History(meters, letters, health, clock);
  }

  @Bean
  Charts charts(History history) {
    return new Charts(history);
  }
}
