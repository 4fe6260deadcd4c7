package dev.tripline.dispatcher.dashboard.function;

import dev.tripline.delivery.Functions;
import dev.tripline.delivery.SynchronousDelivery;
import dev.tripline.delivery.async.AsynchronousDelivery;
import dev.tripline.dispatcher.deadletter.DeadLetters;
import dev.tripline.dispatcher.deadletter.retention.FunctionRetentions;
import dev.tripline.dispatcher.delivery.activity.RecentActivity;
import dev.tripline.dispatcher.function.InvocationMeters;
import dev.tripline.dispatcher.function.LimitSettings;
import dev.tripline.dispatcher.function.registry.Registry;
import dev.tripline.dispatcher.function.rest.FunctionRegistrations;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class FunctionPagesConfiguration {

  @Bean
  FunctionPages.Deaths deathsOfFunctions(
      DeadLetters letters, RecentActivity activity, FunctionRetentions retentions) {
    return new FunctionPages.Deaths(letters, activity, retentions);
  }

  @Bean
  FunctionPages functionPages(
      FunctionRegistrations registrations,
      Registry registry,
      Functions functions,
      InvocationMeters meters,
      FunctionPages.Deaths deaths) {
    return new FunctionPages(registrations, registry, functions, meters, deaths);
  }

  @Bean
  TryOut tryOut(
      Functions functions,
      SynchronousDelivery synchronous,
      AsynchronousDelivery asynchronous,
      LimitSettings limits) {
    return new TryOut(functions, synchronous, asynchronous, limits);
  }
}
