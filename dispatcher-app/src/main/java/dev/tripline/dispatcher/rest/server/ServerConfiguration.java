package dev.tripline.dispatcher.rest.server;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Objects;
import org.apache.catalina.core.StandardHost;
import org.apache.coyote.http11.AbstractHttp11Protocol;
import org.apache.tomcat.util.buf.EncodedSolidusHandling;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.availability.AvailabilityChangeEvent;
import org.springframework.boot.availability.ReadinessState;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.ApplicationListener;
import org.springframework.context.SmartLifecycle;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;
import org.springframework.web.filter.RequestContextFilter;

/// Tomcat, as both faces need it.
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(ServerStopSettings.class)
class ServerConfiguration {

  @Bean
  StopAnnouncement stopAnnouncement(ServerStopSettings settings) {
    return new StopAnnouncement(settings.quiet());
  }

  @Bean
  FilterRegistrationBean<StopAnnouncement> stopAnnouncementFilter(StopAnnouncement announcement) {
    FilterRegistrationBean<StopAnnouncement> filter = new FilterRegistrationBean<>(announcement);
    filter.addUrlPatterns("/*");
    filter.setOrder(Ordered.HIGHEST_PRECEDENCE + 1);
    return filter;
  }

  /// Not before requests of the Lambda API: routes of `/v1` have their context from the servlet.
  @Bean
  FilterRegistrationBean<RequestContextFilter> requestContextFilter() {
    FilterRegistrationBean<RequestContextFilter> filter =
        new FilterRegistrationBean<>(new RequestContextFilter());
    filter.setEnabled(false);
    return filter;
  }

  /// Readiness is refused before anything stops.
  @Bean
  ApplicationListener<AvailabilityChangeEvent<ReadinessState>> stopListener(
      StopAnnouncement announcement) {
    return new ApplicationListener<>() {
      @Override
      public void onApplicationEvent(AvailabilityChangeEvent<ReadinessState> event) {
        if (event.getState() == ReadinessState.REFUSING_TRAFFIC) {
          announcement.announce();
        }
      }
    };
  }

  @Bean
  SmartLifecycle stopAnnouncementLifecycle(StopAnnouncement announcement) {
    return new StopAnnouncementConfiguration(announcement);
  }

  /// A slash in a name is sent as `%2F`; routes decode it themselves.
  @Bean
  WebServerFactoryCustomizer<TomcatServletWebServerFactory> serverCustomizer(
      StopAnnouncement announcement) {
    return factory -> {
      factory.setDocumentRoot(emptyRoot(factory.getBaseDirectory()));
      factory.addContextCustomizers(context -> {
        if (context.getParent() instanceof StandardHost host) {
          host.setErrorReportValveClass(ProblemValve.class.getName());
        }
      });
      factory.addConnectorCustomizers(connector -> {
        connector.setEncodedSolidusHandling(EncodedSolidusHandling.PASS_THROUGH.getValue());
        if (connector.getProtocolHandler() instanceof AbstractHttp11Protocol<?> protocol) {
          announcement.over(protocol);
        }
      });
    };
  }

  /// Below the data directory, as all of Tomcat's files: without one it makes a directory below `/tmp` at
  /// each start, which a killed dispatcher leaves there.
  private static File emptyRoot(@Nullable File base) {
    Path root = Objects.requireNonNull(base, "server.tomcat.basedir").toPath().resolve("root");
    try {
      Files.createDirectories(
          root, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    } catch (IOException e) {
      throw new UncheckedIOException("the directory of the HTTP server cannot be made", e);
    }
    return root.toFile();
  }
}
