package dev.tripline.dispatcher.function.rest;

import dev.tripline.delivery.Functions;
import dev.tripline.dispatcher.audit.Audit;
import dev.tripline.dispatcher.function.RetrySettings;
import dev.tripline.dispatcher.function.endpoint.EndpointGates;
import dev.tripline.dispatcher.function.endpoint.EndpointHeaders;
import dev.tripline.dispatcher.function.http.GuardedHttp;
import dev.tripline.dispatcher.function.registry.Registry;
import dev.tripline.dispatcher.resource.ResourceRules;
import dev.tripline.dispatcher.resource.ResourceUsers;
import dev.tripline.dispatcher.secret.reference.SecretSettings;
import dev.tripline.retry.destination.Destinations;
import dev.tripline.runtime.FunctionRuntime;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class RegistrationConfiguration {

  @Bean
  FunctionRules functionRules(
      GuardedHttp http,
      EndpointHeaders headers,
      Destinations allowed,
      RetrySettings retry,
      SecretSettings secrets,
      ResourceRules resources) {
    return new FunctionRules(
        new EndpointRules(http, headers), secrets, allowed, retry.rules(), resources);
  }

  /// Finds the functions that use a resource.
  @Bean
  ResourceUsers functionsWithResources(Registry registry) {
    return name -> {
      registry.refresh();
      return registry.all().stream()
          .filter(function -> name.equals(function.resource()))
          .map(function -> "function " + function.name())
          .toList();
    };
  }

  @Bean
  FunctionConditions functionConditions(EndpointGates gates, FunctionRuntime runtime) {
    return new FunctionConditions(gates, runtime);
  }

  @Bean
  FunctionRegistrations functionRegistrations(
      Registry registry,
      Functions functions,
      FunctionConditions conditions,
      FunctionRules rules,
      Audit audit) {
    return new FunctionRegistrations(registry, functions, conditions, rules, audit);
  }
}
