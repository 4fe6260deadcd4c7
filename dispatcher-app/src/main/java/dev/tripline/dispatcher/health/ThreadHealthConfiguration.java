package dev.tripline.dispatcher.health;

import dev.tripline.spi.liveness.VitalThreads;
import java.util.Map;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class ThreadHealthConfiguration {

  /// `threads` in `/actuator/health`, and a condition of liveness and of readiness.
  @Bean
  HealthIndicator threadsHealthIndicator() {
    return () -> {
      Map<String, String> dead = VitalThreads.dead();
      return dead.isEmpty()
          ? Health.up().build()
          : Health.down().withDetail("ended", Map.copyOf(dead)).build();
    };
  }
}
