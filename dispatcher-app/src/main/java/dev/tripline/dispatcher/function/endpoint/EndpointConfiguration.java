package dev.tripline.dispatcher.function.endpoint;

import dev.tripline.dispatcher.function.RetrySettings;
import dev.tripline.dispatcher.function.http.GuardedHttp;
import dev.tripline.dispatcher.function.rest.FunctionRules;
import dev.tripline.retry.destination.Destinations;
import dev.tripline.store.Stores;
import java.time.InstantSource;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(EndpointSettings.class)
class EndpointConfiguration {

  @Bean(destroyMethod = "close")
  GuardedHttp guardedHttp(EndpointSettings settings) {
    return new GuardedHttp(settings.allow(), settings.connectTimeout());
  }

  @Bean
  EndpointHeaders endpointHeaders(EndpointSettings settings) {
    return new EndpointHeaders(settings);
  }

  @Bean(initMethod = "start", destroyMethod = "close")
  EndpointRegistry endpointRegistry(
      Stores stores,
      GuardedHttp http,
      EndpointHeaders headers,
      EndpointSettings settings,
      RetrySettings retry,
      InstantSource clock) {
    return new EndpointRegistry(
        new JdbcEndpointStore(stores.reader(), stores.writer()),
        new EndpointInvoker(http, headers, clock),
        retry.rules(),
        settings.circuit());
  }

  @Bean
  FunctionRules functionRules(
      GuardedHttp http, EndpointHeaders headers, Destinations allowed, RetrySettings retry) {
    return new FunctionRules(http, headers, allowed, retry.rules());
  }
}
