package dev.tripline.dispatcher.bus;

import dev.tripline.delivery.ledger.Ledger;
import dev.tripline.dispatcher.account.AccountSettings;
import dev.tripline.dispatcher.bus.archive.ArchiveStore;
import dev.tripline.dispatcher.bus.archive.Replays;
import dev.tripline.dispatcher.bus.schedule.ScheduledRules;
import dev.tripline.dispatcher.destination.EventBuses;
import dev.tripline.dispatcher.trigger.TriggerLeases;
import dev.tripline.dispatcher.trigger.TriggerSettings;
import dev.tripline.dispatcher.trigger.run.EventAcceptance;
import dev.tripline.store.Stores;
import java.time.InstantSource;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class BusConfiguration {

  @Bean
  BusStore busStore(Stores stores) {
    return new JdbcBusStore(stores.reader(), stores.writer());
  }

  @Bean
  ArchiveStore archiveStore(Stores stores) {
    stores.resealing().include(ArchiveStore.SEALED);
    return new ArchiveStore(stores.reader(), stores.writer(), stores.cipher());
  }

  @Bean(initMethod = "start", destroyMethod = "close")
  Replays busReplays(
      ArchiveStore archives, EventPublisher publisher, TriggerLeases leases, Stores stores) {
    return new Replays(archives, publisher, leases, stores.clock());
  }

  @Bean(initMethod = "start", destroyMethod = "close")
  ScheduledRules scheduledRules(
      BusCatalogue catalogue,
      EventPublisher publisher,
      TriggerLeases leases,
      Stores stores,
      InstantSource clock) {
    return new ScheduledRules(catalogue, publisher, stores.sourceStates(), leases, clock);
  }

  /// Sees changes of other nodes as soon as triggers are seen.
  @Bean(initMethod = "start", destroyMethod = "close")
  BusCatalogue busCatalogue(BusStore store, ArchiveStore archives, TriggerSettings settings) {
    return new BusCatalogue(store, archives, settings.refreshInterval());
  }

  @Bean
  BusArns busArns(AccountSettings account) {
    return new BusArns(account);
  }

  @Bean
  BusSender busSender(
      EventPublisher publisher, BusCatalogue catalogue, BusArns arns, InstantSource clock) {
    return new BusSender(publisher, catalogue, arns, clock);
  }

  /// The buses that records can be sent to.
  @Bean
  EventBuses eventBuses(BusCatalogue catalogue, BusArns arns) {
    return arn -> arns.busName(arn.toString()).filter(catalogue::hasBus).isPresent();
  }

  @Bean
  EventPublisher eventPublisher(
      BusCatalogue catalogue,
      EventAcceptance acceptance,
      ArchiveStore archives,
      Stores stores,
      Ledger ledger,
      BusArns arns,
      InstantSource clock) {
    var kept = new KeptEvents(archives, new UnusableInputs(stores.deadLetters(), ledger));
    return new EventPublisher(catalogue, acceptance, kept, arns, clock);
  }
}
