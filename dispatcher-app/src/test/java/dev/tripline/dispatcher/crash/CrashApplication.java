package dev.tripline.dispatcher.crash;

import dev.tripline.dispatcher.TriplineApplication;
import dev.tripline.spi.invocation.Milestone;
import org.springframework.boot.SpringApplication;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Primary;

/// The dispatcher as it is, but for a listener that may halt it: see [CrashPoint]. No configuration
/// that other tests of this module could pick up: it is registered by its own main method alone.
public class CrashApplication {
  public static void main(String[] args) {
    SpringApplication.run(new Class<?>[] {TriplineApplication.class, CrashApplication.class}, args);
  }

  @Bean
  @Primary
  Milestone.Listener crashPoint() {
    return CrashPoint.of(System.getProperty(CrashPoint.PROPERTY));
  }
}
