package dev.tripline.dispatcher.function.rest;

import dev.tripline.delivery.Functions;
import dev.tripline.dispatcher.audit.Audit;
import dev.tripline.dispatcher.function.RetrySettings;
import dev.tripline.dispatcher.function.endpoint.EndpointGates;
import dev.tripline.dispatcher.function.endpoint.EndpointHeaders;
import dev.tripline.dispatcher.function.http.GuardedHttp;
import dev.tripline.dispatcher.function.registry.Registry;
import dev.tripline.retry.destination.Destinations;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class RegistrationConfiguration {

  @Bean
  FunctionRules functionRules(
      GuardedHttp http, EndpointHeaders headers, Destinations allowed, RetrySettings retry) {
    return new FunctionRules(http, headers, allowed, retry.rules());
  }

  @Bean
  FunctionRegistrations functionRegistrations(
      Registry registry,
      Functions functions,
      EndpointGates gates,
      FunctionRules rules,
      Audit audit) {
    return new FunctionRegistrations(registry, functions, gates, rules, audit);
  }
}
