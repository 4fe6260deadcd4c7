package dev.tripline.dispatcher.deadletter;

import dev.tripline.delivery.Functions;
import dev.tripline.delivery.async.AsynchronousDelivery;
import dev.tripline.dispatcher.deadletter.retention.FunctionRetentions;
import dev.tripline.dispatcher.masking.rule.MaskingRules;
import dev.tripline.dispatcher.trigger.TriggerLeases;
import dev.tripline.dispatcher.trigger.registry.TriggerService;
import dev.tripline.spi.audit.AuditLog;
import dev.tripline.spi.deadletter.DeadLetterQueries;
import dev.tripline.spi.deadletter.DeadLetterStore;
import dev.tripline.spi.store.Outbox;
import dev.tripline.store.Stores;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.binder.MeterBinder;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(DeadLetterSettings.class)
class DeadLetterConfiguration {

  @Bean
  LetterLimits letterLimits(
      TriggerService triggers, FunctionRetentions functions, DeadLetterSettings settings) {
    return new LetterLimits(triggers, functions, settings);
  }

  @Bean(initMethod = "start", destroyMethod = "close")
  LetterExpiry letterExpiry(
      Stores stores, DeadLetterQueries queries, LetterLimits limits, TriggerLeases leases) {
    return new LetterExpiry(
        stores, queries, limits, leases.of("dead-letter-expiry", LetterExpiry.LEASE));
  }

  @Bean
  DeadLetters deadLetterOperations(
      DeadLetterStore letters,
      DeadLetterQueries queries,
      Functions functions,
      TriggerService triggers,
      AsynchronousDelivery delivery,
      LetterLimits limits) {
    return new DeadLetters(
        letters, queries, new Selection.Names(functions, triggers, queries), delivery, limits);
  }

  @Bean
  Reveals reveals(DeadLetters letters, AuditLog audit) {
    return new Reveals(letters, audit);
  }

  @Bean
  PayloadSearch payloadSearch(DeadLetters letters, Stores stores, MaskingRules rules) {
    return new PayloadSearch(letters, stores.deadLetterScan(), rules);
  }

  /// The store is asked whenever the meters are read; each node answers the same.
  @Bean
  MeterBinder waitingMeters(DeadLetterQueries queries, Outbox outbox) {
    return registry -> {
      Gauge.builder(
              "tripline.dead.letters",
              queries,
              letters -> (double) letters.count(DeadLetterQueries.Filter.ALL).number())
          .description("dead letters that wait for somebody, of all nodes")
          .register(registry);
      Gauge.builder("tripline.outbox.waiting", outbox, waiting -> (double) waiting.waiting())
          .description("messages that wait to be sent to destinations, of all nodes")
          .register(registry);
    };
  }
}
