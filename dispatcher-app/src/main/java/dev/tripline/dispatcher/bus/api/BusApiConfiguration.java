package dev.tripline.dispatcher.bus.api;

import dev.tripline.delivery.Functions;
import dev.tripline.delivery.bus.BusEvent;
import dev.tripline.dispatcher.access.rule.AccessRules;
import dev.tripline.dispatcher.bus.BusArns;
import dev.tripline.dispatcher.bus.BusCatalogue;
import dev.tripline.dispatcher.bus.BusStore;
import dev.tripline.dispatcher.bus.EventPublisher;
import dev.tripline.dispatcher.bus.archive.ArchiveStore;
import dev.tripline.dispatcher.idempotency.IdempotencyKeys;
import dev.tripline.dispatcher.trigger.registry.TriggerService;
import dev.tripline.spi.audit.AuditLog;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.InstantSource;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;

@Configuration(proxyBeanMethods = false)
class BusApiConfiguration {
  /// Behind the filter that finds the caller.
  private static final int ORDER = Ordered.HIGHEST_PRECEDENCE + 200;

  @Bean
  RuleViews busRuleViews(BusCatalogue catalogue, BusArns arns) {
    return new RuleViews(catalogue, arns);
  }

  @Bean
  BusApi busApi(
      BusStore store,
      BusCatalogue catalogue,
      BusArns arns,
      RuleViews rules,
      AccessRules access,
      ArchiveStore archives,
      InstantSource clock) {
    BusApi api = new BusApi(catalogue, arns, access);
    new BusOperations(store, catalogue, arns, clock).addTo(api.operations());
    new RuleOperations(store, catalogue, rules, clock).addTo(api.operations());
    new TagOperations(store, catalogue, rules).addTo(api.operations());
    new ArchiveOperations(archives, catalogue, arns, rules, clock).addTo(api.operations());
    return api;
  }

  @Bean
  FilterRegistrationBean<BusFilter> busFilter(
      BusApi api,
      TargetOperations targets,
      PutEvents putEvents,
      BusArns arns,
      AuditLog audit,
      MeterRegistry meters) {
    targets.addTo(api.operations());
    api.operations().put("PutEvents", putEvents::answer);
    var registration = new FilterRegistrationBean<>(new BusFilter(api, arns, audit, meters));
    registration.setName("bus");
    registration.addUrlPatterns("/");
    registration.setOrder(ORDER);
    return registration;
  }

  @Bean
  TargetOperations busTargetOperations(
      TriggerService triggers, Functions functions, RuleViews rules, BusArns arns) {
    return new TargetOperations(triggers, functions, rules, new TargetForms(arns.account()));
  }

  @Bean
  PutEvents putEvents(
      EventPublisher publisher, BusArns arns, IdempotencyKeys keys, InstantSource clock) {
    var place = new BusEvent.Place(arns.account().accountId(), arns.account().region());
    return new PutEvents(publisher, place, keys, clock);
  }
}
