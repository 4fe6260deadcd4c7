package dev.tripline.dispatcher.trigger.registry;

import dev.tripline.delivery.Functions;
import dev.tripline.delivery.async.TriggerRetries;
import dev.tripline.dispatcher.access.chain.ResourceNames;
import dev.tripline.dispatcher.access.rule.AccessRules;
import dev.tripline.dispatcher.access.rule.Resource;
import dev.tripline.dispatcher.access.rule.ResourcePolicies;
import dev.tripline.dispatcher.resource.ResourceUsers;
import dev.tripline.dispatcher.resource.TriggerResources;
import dev.tripline.dispatcher.secret.SecretRules;
import dev.tripline.dispatcher.secret.SecretUses;
import dev.tripline.dispatcher.secret.SecretVault;
import dev.tripline.dispatcher.secret.reference.SecretSettings;
import dev.tripline.dispatcher.store.StoreConnectionSettings;
import dev.tripline.dispatcher.trigger.RetriedSource;
import dev.tripline.dispatcher.trigger.SourceType;
import dev.tripline.dispatcher.trigger.SourceTypes;
import dev.tripline.dispatcher.trigger.TriggerLeases;
import dev.tripline.dispatcher.trigger.TriggerSettings;
import dev.tripline.dispatcher.trigger.TriggerStore;
import dev.tripline.dispatcher.trigger.form.SharingForm;
import dev.tripline.dispatcher.trigger.form.SourceForm;
import dev.tripline.dispatcher.trigger.form.TriggerForm;
import dev.tripline.dispatcher.trigger.run.FunctionTimeouts;
import dev.tripline.dispatcher.trigger.run.TriggerServices;
import dev.tripline.store.Stores;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.SmartLifecycle;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/// Triggers start when everything else is there, and stop first.
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(TriggerSettings.class)
class TriggerConfiguration {

  /// A path may name a trigger by its id.
  @Bean
  ResourceNames triggerNames(TriggerService triggers) {
    return named ->
        named.kind().equals("trigger")
            ? triggers
                .find(named.name())
                .map(found -> new Resource("trigger", found.trigger().name()))
                .orElse(named)
            : named;
  }

  @Bean
  SecretRules secretRules(SecretSettings settings, SecretVault vault) {
    return new SecretRules(settings, vault::has);
  }

  /// Finds the triggers that need a secret: their forms refer to it.
  @Bean
  SecretUses secretUses(TriggerStore store) {
    return new TriggerSecrets(store);
  }

  /// Finds the triggers that use a resource.
  @Bean
  ResourceUsers triggersWithResources(TriggerStore store) {
    return name ->
        store.all().stream()
            .filter(trigger -> name.equals(trigger.sharing().resource()))
            .map(trigger -> "trigger " + trigger.name())
            .toList();
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
  JdbcTriggerStore triggerStore(
      Stores stores, StoreConnectionSettings settings, SourceForm forms, InstantSource clock) {
    return new JdbcTriggerStore(
        stores.reader(), stores.writer(), forms::stored, shared(settings), clock);
  }

  @Bean
  TriggerLeases triggerLeases(Stores stores, StoreConnectionSettings settings) {
    return new JdbcTriggerLeases(stores.writer(), shared(settings));
  }

  @Bean
  TriggerSources triggerSources(
      SourceTypes types,
      FunctionTimeouts timeouts,
      TriggerServices services,
      Stores stores,
      TriggerResources resources) {
    return new TriggerSources(types, timeouts, services, stores.sourceStates(), resources);
  }

  @Bean(destroyMethod = "close")
  TriggerReconciler triggerReconciler(
      TriggerStore store,
      TriggerSources sources,
      TriggerSettings settings,
      InstantSource clock,
      List<TriggerListener> listeners) {
    return new TriggerReconciler(store, sources, settings, clock, listeners);
  }

  /// Keeps the retry rules of triggers where deliveries look them up.
  @Bean
  TriggerListener triggerRetryRules(TriggerRetries retries) {
    return triggers -> {
      Map<String, TriggerRetries.Policy> policies = new HashMap<>();
      for (LocalTrigger local : triggers) {
        if (local.trigger().source() instanceof RetriedSource retried) {
          policies.put(local.trigger().id(), retried.retries());
        }
      }
      retries.replace(policies);
    };
  }

  @Bean(destroyMethod = "close")
  DeletedTriggers deletedTriggers(
      JdbcTriggerStore store,
      Stores stores,
      TriggerSources sources,
      TriggerSettings settings,
      InstantSource clock) {
    var deleted = new DeletedTriggers(store, stores, sources, settings.refreshInterval(), clock);
    deleted.start();
    return deleted;
  }

  @Bean
  TriggerService.Sources sourcesOfTriggers(TriggerSources present, DeletedTriggers deleted) {
    return new TriggerService.Sources(present, deleted);
  }

  @Bean
  TriggerService triggerService(
      TriggerStore store,
      TriggerForm forms,
      TriggerService.Sources sources,
      TriggerReconciler reconciler,
      InstantSource clock) {
    return new TriggerService(store, forms, sources, reconciler, clock);
  }

  /// Lets anybody send to a source that finds out by itself who sends to it.
  @Bean
  ResourcePolicies sourcesThatProveSenders(TriggerReconciler reconciler) {
    return (_, operation, resource) ->
        operation.equals(AccessRules.PUBLISH_EVENTS)
            && resource.kind().equals("trigger")
            && reconciler.find(resource.name()).filter(LocalTrigger::provesSenders).isPresent();
  }

  @Bean
  TriggerForm triggerForm(Functions functions, SourceForm sources, SharingForm sharing) {
    return new TriggerForm(functions, sources, sharing);
  }

  @Bean
  SmartLifecycle triggerLifecycle(TriggerReconciler reconciler) {
    return new TriggerLifecycleConfiguration(reconciler);
  }

  private static boolean shared(StoreConnectionSettings settings) {
    return settings.engine() == StoreConnectionSettings.Engine.POSTGRESQL;
  }
}
