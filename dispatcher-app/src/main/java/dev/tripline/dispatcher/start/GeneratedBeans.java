package dev.tripline.dispatcher.start;

import dev.tripline.dispatcher.TriplineApplication;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;
import org.springframework.boot.EnvironmentPostProcessor;
import org.springframework.boot.SpringApplication;
import org.springframework.core.Ordered;
import org.springframework.core.SpringProperties;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.EnumerablePropertySource;
import org.springframework.core.env.PropertySource;
import org.springframework.core.env.StandardEnvironment;

/// Decides whether a start takes the bean definitions that the build has generated, which has looked at
/// all conditions of Spring Boot: with the settings of `application.yml` alone. Settings that conditions
/// may ask for have a start find its beans by itself. So `spring.aot.enabled` need not be set, and acts if
/// it is `false`.
public final class GeneratedBeans implements EnvironmentPostProcessor, Ordered {
  private static final String ENABLED = "spring.aot.enabled";
  private static final String GENERATED =
      TriplineApplication.class.getName() + "__ApplicationContextInitializer";

  /// The build's own settings, and sources that nobody sets anything in.
  private static final Set<String> BUILT =
      Set.of(
          "Config resource 'class path resource [application.yml]' via location"
              + " 'optional:classpath:/'",
          "applicationInfo",
          "configurationProperties",
          "random",
          "servletConfigInitParams",
          "servletContextInitParams");

  /// Names that conditions of Spring Boot ask for begin with these.
  private static final List<String> ASKED_FOR = List.of("spring.", "management.", "server.");

  /// Of these, names that are for values of beans alone, or for finding settings.
  private static final List<String> NOT_ASKED_FOR =
      List.of(
          ENABLED,
          "server.address",
          "server.port",
          "server.ssl.",
          "server.tomcat.",
          "spring.config.",
          "spring.lifecycle.");

  @Override
  public int getOrder() {
    return LOWEST_PRECEDENCE; // behind the one that reads files of settings
  }

  @Override
  public void postProcessEnvironment(
      ConfigurableEnvironment environment, SpringApplication application) {
    boolean taken =
        application.getMainApplicationClass() == TriplineApplication.class
            && application.getAllSources().equals(Set.of(TriplineApplication.class))
            && isGenerated()
            && environment.getProperty(ENABLED, Boolean.class, true)
            && isAsBuilt(environment);
    SpringProperties.setProperty(ENABLED, Boolean.toString(taken));
  }

  private static boolean isGenerated() {
    return GeneratedBeans.class.getResource("/" + GENERATED.replace('.', '/') + ".class") != null;
  }

  static boolean isAsBuilt(ConfigurableEnvironment environment) {
    return environment.getPropertySources().stream()
        .filter(source -> !BUILT.contains(source.getName()))
        .flatMap(GeneratedBeans::names)
        .noneMatch(GeneratedBeans::isAskedFor);
  }

  private static Stream<String> names(PropertySource<?> source) {
    if (!(source instanceof EnumerablePropertySource<?> named)) {
      return Stream.of(ASKED_FOR.getFirst()); // it may have any
    }
    Stream<String> names = Arrays.stream(named.getPropertyNames());
    return source.getName().equals(StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME)
        ? names.map(name -> name.toLowerCase(Locale.ROOT).replace('_', '.'))
        : names;
  }

  private static boolean isAskedFor(String name) {
    return ASKED_FOR.stream().anyMatch(name::startsWith)
        && NOT_ASKED_FOR.stream().noneMatch(name::startsWith);
  }
}
