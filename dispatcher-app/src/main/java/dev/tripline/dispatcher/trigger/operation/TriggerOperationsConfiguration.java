package dev.tripline.dispatcher.trigger.operation;

import dev.tripline.delivery.Functions;
import dev.tripline.delivery.ledger.Ledger;
import dev.tripline.dispatcher.audit.Audit;
import dev.tripline.dispatcher.audit.TargetNames;
import dev.tripline.dispatcher.trigger.TriggerSettings;
import dev.tripline.dispatcher.trigger.preflight.Preflight;
import dev.tripline.dispatcher.trigger.registry.TriggerService;
import dev.tripline.dispatcher.trigger.run.TriggerServices;
import dev.tripline.spi.deadletter.DeadLetterQueries;
import dev.tripline.spi.invocation.FunctionTarget;
import dev.tripline.spi.parking.ParkedKeyQueries;
import dev.tripline.spi.store.TriggerStatusStore;
import dev.tripline.store.Stores;
import java.time.InstantSource;
import java.util.Optional;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class TriggerOperationsConfiguration {

  @Bean(destroyMethod = "close")
  TriggerStatusReport triggerStatusReport(
      TriggerService triggers,
      TriggerServices services,
      TriggerStatusStore store,
      TriggerSettings settings,
      InstantSource clock) {
    TriggerStatusReport report = new TriggerStatusReport(triggers, services, store, clock);
    report.start(settings.refreshInterval());
    return report;
  }

  @Bean
  TriggerOperations triggerOperations(
      TriggerService triggers,
      TriggerViews views,
      Ledger ledger,
      Audit audit,
      InstantSource clock) {
    return new TriggerOperations(triggers, views, ledger, audit, clock);
  }

  @Bean
  TriggerDrafts triggerDrafts(TriggerService triggers, Preflight preflight) {
    return new TriggerDrafts(triggers, preflight);
  }

  @Bean
  TriggerViews triggerViews(
      TriggerServices services,
      TriggerStatusReport status,
      ParkedKeyQueries parked,
      DeadLetterQueries deadLetters,
      Functions functions) {
    return new TriggerViews(services, status, parked, new StreamGaps(deadLetters), functions);
  }

  @Bean
  ParkedKeyOperations parkedKeyOperations(
      TriggerService triggers, TriggerServices services, ParkedKeyQueries parked) {
    return new ParkedKeyOperations(triggers, services, parked);
  }

  @Bean
  GapOperations gapOperations(TriggerService triggers, Stores stores, Audit audit) {
    return new GapOperations(triggers, stores.sourceStates(), audit);
  }

  /// Triggers by id or name, functions by name or ARN.
  @Bean
  TargetNames targetNames(TriggerService triggers, Functions functions) {
    return (kind, text) ->
        switch (kind) {
          case Audit.TRIGGER -> triggers.find(text).map(live -> live.trigger().id());
          case Audit.FUNCTION ->
              functions.parse(text).filter(functions::existsAnywhere).map(FunctionTarget::name);
          default -> Optional.empty();
        };
  }
}
