package dev.tripline.dispatcher.trigger.registry;

import dev.tripline.delivery.Functions;
import dev.tripline.dispatcher.secret.SecretRules;
import dev.tripline.dispatcher.secret.SecretUses;
import dev.tripline.dispatcher.secret.SecretVault;
import dev.tripline.dispatcher.secret.reference.SecretSettings;
import dev.tripline.dispatcher.store.StoreConnectionSettings;
import dev.tripline.dispatcher.trigger.SourceType;
import dev.tripline.dispatcher.trigger.SourceTypes;
import dev.tripline.dispatcher.trigger.TriggerLeases;
import dev.tripline.dispatcher.trigger.TriggerSettings;
import dev.tripline.dispatcher.trigger.TriggerStore;
import dev.tripline.dispatcher.trigger.form.SourceForm;
import dev.tripline.dispatcher.trigger.form.TriggerForm;
import dev.tripline.dispatcher.trigger.run.FunctionTimeouts;
import dev.tripline.dispatcher.trigger.run.TriggerServices;
import dev.tripline.store.Stores;
import java.time.InstantSource;
import java.util.List;
import org.springframework.context.SmartLifecycle;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/// Triggers start when everything else is there, and stop first.
@Configuration(proxyBeanMethods = false)
class TriggerConfiguration {

  @Bean
  SecretRules secretRules(SecretSettings settings, SecretVault vault) {
    return new SecretRules(settings, vault::has);
  }

  /// Finds the triggers that need a secret: their forms refer to it.
  @Bean
  SecretUses secretUses(TriggerStore store) {
    return new TriggerSecrets(store);
  }

  /// @param types of the kinds' own configurations
  @Bean
  SourceTypes sourceTypes(List<SourceType> types) {
    return new SourceTypes(types);
  }

  @Bean
  SourceForm sourceForm(SourceTypes types) {
    return new SourceForm(types);
  }

  @Bean
  TriggerStore triggerStore(Stores stores, StoreConnectionSettings settings, SourceForm forms) {
    return new JdbcTriggerStore(stores.reader(), stores.writer(), forms::stored, shared(settings));
  }

  @Bean
  TriggerLeases triggerLeases(Stores stores, StoreConnectionSettings settings) {
    return new JdbcTriggerLeases(stores.writer(), shared(settings));
  }

  @Bean
  TriggerSources triggerSources(
      SourceTypes types, FunctionTimeouts timeouts, TriggerServices services, Stores stores) {
    return new TriggerSources(types, timeouts, services, stores.sourceStates());
  }

  @Bean(destroyMethod = "close")
  TriggerReconciler triggerReconciler(
      TriggerStore store, TriggerSources sources, TriggerSettings settings, InstantSource clock) {
    return new TriggerReconciler(store, sources, settings, clock);
  }

  @Bean
  TriggerService triggerService(
      TriggerStore store,
      TriggerForm forms,
      TriggerSources sources,
      TriggerReconciler reconciler,
      InstantSource clock) {
    return new TriggerService(store, forms, sources, reconciler, clock);
  }

  @Bean
  TriggerForm triggerForm(Functions functions, SourceForm sources) {
    return new TriggerForm(functions, sources);
  }

  @Bean
  SmartLifecycle triggerLifecycle(TriggerReconciler reconciler) {
    return new TriggerLifecycleConfiguration(reconciler);
  }

  private static boolean shared(StoreConnectionSettings settings) {
    return settings.engine() == StoreConnectionSettings.Engine.POSTGRESQL;
  }
}
