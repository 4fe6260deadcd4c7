package dev.tripline.dispatcher.explain;

import dev.tripline.delivery.Functions;
import dev.tripline.dispatcher.delivery.invocation.Invocations;
import dev.tripline.dispatcher.store.StoreConnectionSettings;
import dev.tripline.dispatcher.trigger.registry.TriggerService;
import dev.tripline.spi.audit.AuditLog;
import dev.tripline.spi.deadletter.DeadLetterQueries;
import dev.tripline.store.Stores;
import dev.tripline.store.deadletter.RedriveOrigins;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class ExplanationConfiguration {

  @Bean
  Explanations explanations(
      Invocations invocations,
      DeadLetterQueries letters,
      AuditLog audit,
      Functions functions,
      TriggerService triggers,
      Stores stores,
      StoreConnectionSettings store) {
    return new Explanations(
        invocations,
        new Explanations.Kept(
            letters, audit, new RedriveOrigins(stores.reader()), store.dedupRetention()),
        functions,
        id -> triggers.find(id).map(live -> live.trigger().name()),
        stores.clock());
  }
}
