package dev.tripline.benchmarks.http;

import java.util.Map;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/// The limit that a dispatcher on Spring MVC is compared with: one that answers the event itself, on
/// the same server with virtual threads, and does nothing else.
@Configuration(proxyBeanMethods = false)
@EnableAutoConfiguration(
    excludeName = {
      "org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration",
      "org.springframework.boot.amqp.autoconfigure.RabbitAutoConfiguration",
      "org.springframework.boot.flyway.autoconfigure.FlywayAutoConfiguration"
    })
public class BaselineApplication {
  public static void main(String[] args) {
    SpringApplication application = new SpringApplication(BaselineApplication.class);
    application.setDefaultProperties(
        Map.of(
            "spring.threads.virtual.enabled",
            "true",
            // The settings are those of the dispatcher, whose checks are not here.
            "management.endpoint.health.validate-group-membership",
            "false"));
    application.run(args);
  }

  @Bean
  BaselineController baseline() {
    return new BaselineController();
  }
}
