package dev.tripline.benchmarks.startup;

import org.springframework.boot.Banner;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.stereotype.Service;

/// A function that is a Spring Boot application, with its autoconfiguration, and is up when its context is.
public final class SpringFunction {
  /// The event that ends the worker.
  static final String END = "end";

  private final ConfigurableApplicationContext context =
      new SpringApplicationBuilder(Application.class)
          .bannerMode(Banner.Mode.OFF)
          .logStartupInfo(false)
          .run();

  /// Greets, or ends its process.
  public String handle(String event) {
    if (event.equals(END)) {
      Runtime.getRuntime().halt(0);
    }
    return context.getBean(Greeter.class).greet(event);
  }

  /// The application.
  @SpringBootApplication(proxyBeanMethods = false)
  static class Application {}

  /// A bean of its own.
  @Service
  static class Greeter {
    String greet(String name) {
      return "Hello " + name;
    }
  }
}
