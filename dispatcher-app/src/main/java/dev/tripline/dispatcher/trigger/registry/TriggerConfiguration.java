package dev.tripline.dispatcher.trigger.registry;

import dev.tripline.delivery.DeliverySignals;
import dev.tripline.delivery.Functions;
import dev.tripline.delivery.SynchronousDelivery;
import dev.tripline.delivery.async.AsynchronousDelivery;
import dev.tripline.delivery.breaker.FunctionBreakers;
import dev.tripline.delivery.filter.EventFilters;
import dev.tripline.delivery.ledger.Ledger;
import dev.tripline.delivery.parking.Parking;
import dev.tripline.delivery.queue.QueueDelivery;
import dev.tripline.delivery.stream.failure.StreamFailures;
import dev.tripline.dispatcher.connection.AwsClients;
import dev.tripline.dispatcher.connection.ConnectionSettings;
import dev.tripline.dispatcher.destination.kafka.KafkaClusters;
import dev.tripline.dispatcher.function.AccountSettings;
import dev.tripline.dispatcher.secret.SecretRules;
import dev.tripline.dispatcher.secret.SecretUses;
import dev.tripline.dispatcher.secret.SecretVault;
import dev.tripline.dispatcher.secret.reference.SecretSettings;
import dev.tripline.dispatcher.secret.reference.StoredSecrets;
import dev.tripline.dispatcher.store.StoreConnectionSettings;
import dev.tripline.dispatcher.trigger.TriggerSettings;
import dev.tripline.dispatcher.trigger.TriggerStore;
import dev.tripline.dispatcher.trigger.form.SourceForm;
import dev.tripline.dispatcher.trigger.form.TriggerForm;
import dev.tripline.dispatcher.trigger.run.AdapterRuns;
import dev.tripline.dispatcher.trigger.run.EventAcceptance;
import dev.tripline.dispatcher.trigger.run.SourceCheck;
import dev.tripline.dispatcher.trigger.run.SqsRuns;
import dev.tripline.dispatcher.trigger.run.SqsSettings;
import dev.tripline.dispatcher.trigger.run.TriggerMeters;
import dev.tripline.dispatcher.trigger.run.TriggerServices;
import dev.tripline.dispatcher.trigger.run.stream.AwsStreams;
import dev.tripline.dispatcher.trigger.run.stream.KafkaSettings;
import dev.tripline.dispatcher.trigger.run.stream.KafkaTopics;
import dev.tripline.dispatcher.trigger.run.stream.ShardSettings;
import dev.tripline.dispatcher.trigger.run.stream.StreamRuns;
import dev.tripline.dispatcher.trigger.run.stream.TriggerClusters;
import dev.tripline.spi.store.ParkedKeyQueries;
import dev.tripline.store.Stores;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.InstantSource;
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

  /// Which triggers need a secret: their forms refer to it.
  @Bean
  SecretUses secretUses(TriggerStore store) {
    return new TriggerSecrets(store);
  }

  @Bean
  SourceForm sourceForm(
      TriggerSettings settings,
      ConnectionSettings connections,
      AccountSettings account,
      SecretRules secrets,
      EventFilters filters) {
    return new SourceForm(
        new SourceForm.Surroundings(settings, connections, account, secrets, filters));
  }

  @Bean
  TriggerForm triggerForm(Functions functions, SourceForm sources) {
    return new TriggerForm(functions, sources);
  }

  @Bean
  TriggerStore triggerStore(Stores stores, StoreConnectionSettings settings, TriggerForm forms) {
    boolean cluster = settings.engine() == StoreConnectionSettings.Engine.POSTGRESQL;
    return new JdbcTriggerStore(stores.reader(), stores.writer(), forms::stored, cluster);
  }

  @Bean
  QueueDelivery.Services queueServices(
      SynchronousDelivery functions, Stores stores, DeliverySignals signals, InstantSource clock) {
    return new QueueDelivery.Services(functions, stores.deadLetters(), signals, clock);
  }

  @Bean
  AdapterRuns.Surroundings triggerSurroundings(
      AccountSettings account,
      ConnectionSettings connections,
      StoredSecrets secrets,
      TriggerServices guards,
      StreamRuns streams,
      KafkaTopics kafka,
      AwsStreams aws,
      SqsRuns sqs,
      EventFilters filters,
      SourceCheck check) {
    return new AdapterRuns.Surroundings(
        account, connections, secrets, guards, streams, kafka, aws, sqs, filters, check);
  }

  @Bean
  TriggerServices triggerGuards(
      Ledger ledger,
      FunctionBreakers breakers,
      Parking parking,
      ParkedKeyQueries parkedKeys,
      MeterRegistry meters) {
    return new TriggerServices(ledger, breakers, parking, parkedKeys, new TriggerMeters(meters));
  }

  @Bean
  SqsRuns sqsRuns(
      TriggerStore store,
      AwsClients clients,
      EventFilters filters,
      SqsSettings settings,
      SourceCheck check) {
    return new SqsRuns(store, clients, filters, settings, check);
  }

  @Bean
  StreamRuns streamRuns(
      QueueDelivery.Services services,
      Stores stores,
      StreamFailures failures,
      EventFilters filters,
      TriggerServices guards) {
    return new StreamRuns(services, stores.sourceStates(), failures, filters, guards);
  }

  @Bean
  KafkaTopics kafkaTopics(KafkaSettings settings, StoredSecrets secrets, InstantSource clock) {
    return new KafkaTopics(settings, secrets, clock);
  }

  /// For failure destinations on the clusters that triggers read from.
  @Bean
  KafkaClusters kafkaClusters(TriggerStore store, StoredSecrets secrets) {
    return new TriggerClusters(store, secrets);
  }

  @Bean
  AwsStreams awsStreams(
      AwsClients clients,
      Stores stores,
      AccountSettings account,
      InstantSource clock,
      ShardSettings shards) {
    return new AwsStreams(clients, stores.shardLeases(), shards, account, clock);
  }

  @Bean
  AdapterRuns adapterRuns(
      QueueDelivery.Services services,
      EventAcceptance acceptance,
      Stores stores,
      TriggerStore store,
      AdapterRuns.Surroundings surroundings) {
    return new AdapterRuns(services, acceptance, stores.sourceStates(), store, surroundings);
  }

  @Bean
  SourceCheck sourceCheck(AwsClients clients, Functions functions) {
    return new SourceCheck(clients, functions);
  }

  @Bean(destroyMethod = "close")
  Triggers triggers(
      TriggerStore store,
      TriggerForm forms,
      SourceCheck check,
      AdapterRuns runs,
      TriggerSettings settings) {
    return new Triggers(store, forms, check, runs, settings);
  }

  @Bean
  EventAcceptance eventAcceptance(AsynchronousDelivery delivery, Ledger ledger) {
    return new EventAcceptance(delivery, ledger);
  }

  @Bean
  EventIngestion eventIngestion(EventAcceptance acceptance) {
    return new EventIngestion(acceptance);
  }

  @Bean
  SmartLifecycle triggerLifecycle(Triggers triggers) {
    return new TriggerLifecycleConfiguration(triggers);
  }
}
