package dev.tripline.dispatcher.deadletter.shadow;

import dev.tripline.delivery.Functions;
import dev.tripline.delivery.budget.BudgetedInvoker;
import dev.tripline.dispatcher.deadletter.DeadLetters;
import dev.tripline.dispatcher.deadletter.redrive.FunctionDurations;
import dev.tripline.dispatcher.deadletter.redrive.Redrives;
import dev.tripline.dispatcher.deadletter.shadow.run.DryRuns;
import dev.tripline.dispatcher.deadletter.shadow.run.ShadowRunner;
import dev.tripline.dispatcher.deadletter.shadow.run.ShadowStore;
import dev.tripline.dispatcher.trigger.TriggerLeases;
import dev.tripline.spi.audit.AuditLog;
import dev.tripline.store.Stores;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(ShadowSettings.class)
class ShadowConfiguration {

  @Bean
  ShadowStore shadowStore(Stores stores) {
    stores.resealing().include(ShadowStore.SEALED);
    return new ShadowStore(stores.reader(), stores.writer(), stores.cipher(), stores.clock());
  }

  @Bean
  Candidates shadowCandidates(
      Functions functions,
      DeadLetters letters,
      FunctionDurations durations,
      ShadowSettings settings) {
    return new Candidates(functions, letters, durations, settings.concurrencyShare());
  }

  @Bean
  ShadowRedrives shadowRedrives(
      Redrives redrives,
      Candidates candidates,
      ShadowStore store,
      AuditLog audit,
      ShadowSettings settings,
      Stores stores) {
    return new ShadowRedrives(
        redrives, candidates, new ShadowRedrives.Kept(store, audit), settings, stores.clock());
  }

  @Bean(initMethod = "start", destroyMethod = "close")
  ShadowRunner shadowRunner(
      ShadowStore store,
      Stores stores,
      BudgetedInvoker invoker,
      Candidates candidates,
      TriggerLeases leases,
      ShadowSettings settings) {
    var work =
        new ShadowRunner.Work(
            store, stores.deadLetterScan(), new DryRuns(invoker), candidates::allowed);
    return new ShadowRunner(work, leases, settings.retention());
  }
}
