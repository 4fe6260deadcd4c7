package dev.tripline.dispatcher;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;

/// The dispatcher service.
@SpringBootApplication
@ConfigurationPropertiesScan
public class TriplineApplication {
  public static void main(String[] args) {
    SpringApplication.run(TriplineApplication.class, args);
  }
}
