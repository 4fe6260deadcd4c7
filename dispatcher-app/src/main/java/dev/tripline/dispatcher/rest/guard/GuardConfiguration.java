package dev.tripline.dispatcher.rest.guard;

import dev.tripline.dispatcher.rest.connection.TimedProtocol;
import dev.tripline.dispatcher.rest.exchange.ExposedAddresses;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.List;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.boot.actuate.autoconfigure.web.ManagementContextConfiguration;
import org.springframework.boot.actuate.autoconfigure.web.ManagementContextType;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.core.Ordered;

/// Puts the checks before all filters and routes. Also of the server that has the actuator to itself, if
/// `management.server.port` asks for one: that is a context of its own.
@ManagementContextConfiguration(value = ManagementContextType.CHILD, proxyBeanMethods = false)
@EnableConfigurationProperties(GuardSettings.class)
class GuardConfiguration {
  /// A package of 50 MB is 70 MB of JSON; a refusal should reach whoever sends more.
  private static final long MOST_UNREAD = 100 * 1024 * 1024;

  @Bean
  RefusalMeters refusalMeters(MeterRegistry meters) {
    return new RefusalMeters(meters);
  }

  /// Before every other filter, those of access control too.
  @Bean
  FilterRegistrationBean<RequestGuard> requestGuard(
      GuardSettings settings, RefusalMeters meters, ListableBeanFactory beans) {
    // Those of this server alone: the actuator's own has none.
    List<ExposedAddresses> exposed =
        List.copyOf(beans.getBeansOfType(ExposedAddresses.class).values());
    FilterRegistrationBean<RequestGuard> filter =
        new FilterRegistrationBean<>(
            new RequestGuard(new AllowedHosts(settings.hosts()), exposed, meters));
    filter.addUrlPatterns("/*");
    filter.setOrder(Ordered.HIGHEST_PRECEDENCE);
    return filter;
  }

  @Bean
  WebServerFactoryCustomizer<TomcatServletWebServerFactory> guardCustomizer(
      GuardSettings settings, RefusalMeters meters) {
    return factory -> {
      factory.setProtocol(TimedProtocol.class.getName());
      factory.addConnectorCustomizers(connector -> {
        if (connector.getProtocolHandler() instanceof TimedProtocol protocol) {
          protocol.headTime(settings.headTime());
        }
      });
      factory.addContextValves(
          new GuardValve(
              new BodyPace(
                  settings.bodyTime(),
                  settings.bodyRate().toBytes(),
                  Math.max(settings.bodyRate().toBytes(), settings.largeBodyRate().toBytes())),
              BodyMemory.ofHeap(),
              MOST_UNREAD,
              meters));
    };
  }
}
